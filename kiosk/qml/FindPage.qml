// Look for a matter: by department, or by name, pinyin and initials on a keypad.
import QtQuick
import Tingxu

Page {
    id: root
    readonly property real side: standing ? width : Math.round(width * 0.43)

    onCurrentChanged: if (current) { scroll.contentY = 0; field.forceActiveFocus() }

    PageBar {
        id: bar
        width: parent.width
        kiosk: root.kiosk
        title: root.shows.findTitle
    }
    Scroll {
        id: scroll
        anchors { top: bar.bottom; topMargin: Theme.dp(12); left: parent.left }
        width: root.standing ? parent.width : parent.width - root.side - Theme.margin
        height: (root.standing ? typing.y - Theme.dp(14) : parent.height) - y
        contentHeight: root.shows.listing ? matters.height : groups.height

        Flow {
            id: groups
            visible: !root.shows.listing
            width: scroll.width
            spacing: Theme.dp(8)
            Repeater {
                model: root.kiosk.groupRows
                Choice {
                    id: group
                    required property string key
                    required property string name
                    required property string count
                    objectName: "group-" + key
                    width: (groups.width - groups.spacing) / 2
                    height: Theme.dp(68)
                    text: name
                    onClicked: root.kiosk.open_group(key)
                    contentItem: Item {
                        Text {
                            anchors { left: parent.left; right: amount.left; leftMargin: Theme.dp(14); rightMargin: Theme.dp(8) }
                            height: parent.height
                            verticalAlignment: Text.AlignVCenter
                            text: group.name
                            textFormat: Text.PlainText
                            wrapMode: Text.Wrap
                            color: Theme.ink
                            font { pixelSize: Theme.type * 16; weight: Font.DemiBold }
                            fontSizeMode: Text.Fit
                            minimumPixelSize: Theme.dp(11)
                        }
                        Pill {
                            id: amount
                            anchors { right: parent.right; rightMargin: Theme.dp(12); verticalCenter: parent.verticalCenter }
                            text: group.count
                        }
                    }
                }
            }
        }
        Column {
            id: matters
            visible: root.shows.listing
            width: scroll.width
            spacing: Theme.dp(8)
            Repeater {
                model: root.kiosk.matterRows
                MatterRow {
                    required property string key
                    required property string name
                    required property var model
                    objectName: "matter-" + key
                    width: matters.width
                    enabled: !root.shows.blocked
                    opacity: root.shows.blocked ? 0.45 : 1
                    text: name
                    where: model.where
                    queue: model.queue
                    letter: model.letter
                    takes: model.takes
                    people: model.people
                    wait: model.wait
                    says: model.says
                    kind: model.kind
                    onClicked: root.kiosk.choose_matter(key)
                }
            }
        }
    }
    Column {
        visible: root.shows.findHint !== ""
        anchors { horizontalCenter: scroll.horizontalCenter; top: scroll.top; topMargin: Theme.dp(48) }
        spacing: Theme.dp(14)
        width: scroll.width * 0.8
        Icon { anchors.horizontalCenter: parent.horizontalCenter; name: "search"; color: Theme.inkFaint; size: Theme.dp(56) }
        Label {
            objectName: "find-hint"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: root.shows.findHint
            color: Theme.inkSoft
            font.pixelSize: Theme.title
        }
    }
    Column {
        id: typing
        width: root.side
        x: parent.width - width
        y: root.standing ? parent.height - height : bar.height + Theme.dp(12)
        spacing: Theme.dp(12)
        MessageLine { width: parent.width; sentence: root.shows.message }
        Field {
            id: field
            objectName: "search-text"
            width: parent.width
            height: Theme.choice
            iconName: "search"
            size: Theme.dp(22)
            placeholderText: qsTr("Name or pinyin, e.g. SFZ")
            Accessible.name: qsTr("Find your matter")
            onTextEdited: root.kiosk.type(text)
            Connections {
                target: root.kiosk
                function onChanged() { if (field.text !== root.kiosk.shows.query) field.text = root.kiosk.shows.query }
            }
        }
        Keypad {
            width: parent.width
            kiosk: root.kiosk
            keys: "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("").concat(["back", "clear"])
            columns: 7
            keyHeight: Theme.dp(root.standing ? 54 : 58)
        }
    }
}
