// What was chosen, how long it is, which class, and the one button that takes a number.
import QtQuick
import Tingxu

Page {
    id: root
    readonly property var confirm: shows.confirm
    readonly property bool taking: confirm.taking === true
    readonly property bool beside: standing || Theme.large
    readonly property real half: standing ? width : Math.round((width - Theme.margin) / 2)

    PageBar {
        id: bar
        width: parent.width
        kiosk: root.kiosk
        usable: !root.taking
        title: qsTr("Take a number")
    }
    Card {
        id: hero
        anchors { top: bar.bottom; topMargin: Theme.dp(12) }
        width: root.half
        height: root.standing ? Math.max(square.y + square.height, what.y + what.height) + Theme.dp(20) + stats.height
            : parent.height - y

        Rectangle {
            id: square
            x: Theme.dp(24)
            y: Theme.dp(24)
            width: Theme.dp(68)
            height: width
            radius: width * 0.26
            color: Theme.primarySoft
            Icon {
                anchors.centerIn: parent
                name: root.confirm.icon || ""
                size: Theme.dp(46)
            }
        }
        Letter {
            id: chip
            anchors { right: parent.right; rightMargin: Theme.dp(24); verticalCenter: square.verticalCenter }
            height: Theme.dp(52)
            width: Math.max(height, Theme.dp(26) * chip.letter.length)
            letter: root.confirm.letter || ""
        }
        Column {
            id: what
            x: root.beside ? square.x + square.width + Theme.dp(18) : square.x
            y: root.beside ? square.y + Math.max(0, (square.height - height) / 2)
                : square.y + square.height + Theme.dp(14)
            width: (root.beside ? chip.x - Theme.dp(12) : parent.width - Theme.dp(24)) - x
            spacing: Theme.dp(6)
            Text {
                objectName: "chosen"
                width: parent.width
                text: root.confirm.name || ""
                textFormat: Text.PlainText
                wrapMode: Text.Wrap
                color: Theme.ink
                font { pixelSize: Theme.type * (Theme.large ? 24 : 28); weight: Font.Bold }
            }
            Flow {
                visible: (root.confirm.person || "") !== ""
                width: parent.width
                spacing: Theme.dp(8)
                Pill {
                    objectName: "confirm-person"
                    text: root.confirm.person || ""
                    icon: "idcard"
                    kind: "good"
                    size: Theme.dp(16)
                }
                Pill {
                    objectName: "confirm-priority"
                    visible: text !== ""
                    text: root.confirm.priority || ""
                    icon: "star"
                    kind: "accent"
                    size: Theme.dp(16)
                }
            }
            Label {
                visible: text !== ""
                width: parent.width
                text: root.confirm.about || ""
                color: Theme.inkSoft
                font.pixelSize: Theme.type * (Theme.large ? 15 : 18)
            }
        }
        Item {
            id: stats
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: Theme.dp(24); bottomMargin: 0 }
            height: Math.max(people.height, wait.height) + Theme.dp(40)
            Rectangle { width: parent.width; height: Theme.hair; color: Theme.line }
            Stat {
                id: people
                y: Theme.dp(18)
                width: parent.width / 2 - Theme.gap
                label: qsTr("Waiting now")
                value: root.confirm.waiting || ""
                valueName: "waiting"
                size: Theme.type * (Theme.large ? 25 : 30)
            }
            Stat {
                id: wait
                x: parent.width / 2
                y: Theme.dp(18)
                width: parent.width / 2
                label: root.confirm.noWindow || qsTr("Estimated wait")
                value: root.confirm.wait || ""
                valueName: "wait"
                size: people.size
            }
        }
    }
    Scroll {
        x: root.standing ? 0 : root.half + Theme.margin
        y: root.standing ? hero.y + hero.height + Theme.dp(18) : hero.y
        width: root.half
        height: foot.y - y - Theme.dp(12)
        contentHeight: choices.height
        visible: cards.count > 0

        Column {
            id: choices
            width: root.half
            spacing: Theme.dp(10)
            Label {
                text: qsTr("Does a priority apply to you?")
                font { pixelSize: Theme.title; weight: Font.Bold }
            }
            Repeater {
                id: cards
                model: root.kiosk.classRows
                ClassCard {
                    required property string key
                    required property string name
                    required property var model
                    objectName: "class-" + key
                    width: choices.width
                    enabled: !root.taking
                    text: name
                    evidence: model.evidence
                    chosen: model.chosen
                    onClicked: root.kiosk.choose_class(key)
                }
            }
        }
    }
    Column {
        id: foot
        anchors { right: parent.right; bottom: parent.bottom }
        width: root.half
        spacing: Theme.dp(12)
        MessageLine {
            width: parent.width
            sentence: root.shows.message || root.confirm.closed || root.confirm.late || ""
            size: root.standing ? Theme.title : Theme.type * 16
        }
        BigButton {
            objectName: "take"
            width: parent.width
            height: Theme.dp(!root.standing ? 88 : Theme.large ? 92 : 104)
            kind: "primary"
            iconName: root.taking ? "clock" : "ticket"
            size: Theme.type * 30
            enabled: !root.taking && !root.shows.blocked && root.confirm.takes === true
            text: root.taking ? qsTr("One moment …") : qsTr("Take a number")
            onClicked: root.kiosk.take()
        }
    }
}
