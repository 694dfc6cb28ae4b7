// Choose a queue, or look for a matter.
import QtQuick
import Tingxu

Page {
    id: root

    Item {
        id: top
        width: parent.width
        height: Theme.dp(root.standing ? 74 : 62)

        Column {
            anchors { left: parent.left; right: find.visible ? find.left : parent.right; rightMargin: Theme.gap }
            anchors.verticalCenter: parent.verticalCenter
            Text {
                objectName: "headline"
                width: parent.width
                height: Theme.dp(also.visible ? 40 : 60)
                verticalAlignment: Text.AlignVCenter
                text: root.shows.headline[0]
                textFormat: Text.PlainText
                wrapMode: Text.Wrap
                color: Theme.ink
                font { pixelSize: Theme.type * 26; weight: Font.Bold }
                fontSizeMode: Text.Fit
                minimumPixelSize: Theme.dp(16)
            }
            Text {
                id: also
                visible: text !== ""
                width: parent.width
                text: root.shows.headline.length > 1 ? root.shows.headline[1] : ""
                textFormat: Text.PlainText
                color: Theme.inkSoft
                font.pixelSize: Theme.dp(15)
            }
        }
        BigButton {
            id: find
            objectName: "find"
            visible: root.shows.hasMatters
            enabled: !root.shows.blocked
            anchors { right: parent.right; verticalCenter: parent.verticalCenter }
            width: Math.max(implicitWidth, Theme.dp(170))
            height: Theme.choice
            kind: "primary"
            iconName: "search"
            size: Theme.dp(18)
            text: qsTr("Find your matter")
            onClicked: root.kiosk.find()
        }
    }
    MessageLine {
        id: message
        anchors.bottom: parent.bottom
        width: parent.width
        sentence: root.shows.message
    }
    Scroll {
        id: scroll
        anchors {
            top: top.bottom; bottom: message.top; left: parent.left; right: parent.right
            topMargin: Theme.dp(10); bottomMargin: message.shown ? Theme.gap : 0
        }
        contentHeight: grid.height

        Grid {
            id: grid
            readonly property int count: repeater.count
            readonly property real least: Theme.dp(64)
            readonly property real most: Theme.dp(columns === 1 ? 150 : 200)
            readonly property int lines: Math.max(1, Math.ceil(count / columns))
            readonly property real tileHeight: Math.max(least, Math.min(most, (scroll.height - spacing * (lines - 1)) / lines))
            width: scroll.width
            columns: root.standing ? (count <= 6 ? 1 : 2) : count <= 4 ? 2 : count <= 9 ? 3 : 5
            spacing: Theme.dp(9)

            Repeater {
                id: repeater
                model: root.kiosk.queueRows
                QueueTile {
                    required property string key
                    required property string name
                    required property var model
                    objectName: "queue-" + key
                    width: (grid.width - grid.spacing * (grid.columns - 1)) / grid.columns
                    height: grid.tileHeight
                    enabled: !root.shows.blocked
                    opacity: root.shows.blocked ? 0.45 : 1
                    text: name
                    letter: model.letter
                    iconName: model.icon
                    about: model.about
                    takes: model.takes
                    people: model.people
                    wait: model.wait
                    says: model.says
                    kind: model.kind
                    onClicked: root.kiosk.choose_queue(key)
                }
            }
        }
    }
}
