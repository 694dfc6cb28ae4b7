// A booking that was found: its time and what it is for, and nobody's name.
import QtQuick
import Tingxu

Choice {
    id: root
    property string time: ""
    property string name: ""
    property string queue: ""

    text: time + " " + name
    implicitHeight: Math.max(Theme.dp(84), lines.implicitHeight + Theme.dp(24))
    Accessible.description: queue

    contentItem: Item {
        Text {
            id: clock
            x: Theme.dp(18)
            anchors.verticalCenter: parent.verticalCenter
            text: root.time
            color: Theme.primaryDeep
            font { pixelSize: Theme.type * 32; weight: Font.Bold }
        }
        Column {
            id: lines
            anchors { left: clock.right; right: arrow.left; leftMargin: Theme.dp(18); rightMargin: Theme.dp(10) }
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.dp(3)
            Text {
                width: parent.width
                text: root.name
                textFormat: Text.PlainText
                wrapMode: Text.Wrap
                color: Theme.ink
                font { pixelSize: Theme.type * 20; weight: Font.Bold }
            }
            Text {
                visible: text !== ""
                width: parent.width
                text: root.queue
                textFormat: Text.PlainText
                wrapMode: Text.Wrap
                color: Theme.inkSoft
                font.pixelSize: Theme.small
            }
        }
        Icon {
            id: arrow
            anchors { right: parent.right; rightMargin: Theme.dp(14); verticalCenter: parent.verticalCenter }
            name: "next"
            size: Theme.dp(28)
        }
    }
}
