// A matter that was found: its name, its department, and the queue it leads to.
import QtQuick
import Tingxu

Choice {
    id: root
    property string where: ""
    property string queue: ""
    property string letter: ""
    property bool takes: true
    property alias people: stands.people
    property alias wait: stands.wait
    property alias says: stands.says
    property alias kind: stands.kind
    readonly property real pad: Theme.dp(14)

    dimmed: !takes
    implicitHeight: Math.max(Theme.dp(76), lines.implicitHeight + 2 * Theme.dp(10))
    Accessible.description: [where, queue, people, wait, says].filter(part => part !== "").join(", ")

    contentItem: Item {
        Letter {
            id: letter
            x: root.pad
            anchors.verticalCenter: parent.verticalCenter
            width: Math.max(height, Theme.dp(20) * root.letter.length)
            height: Theme.dp(42)
            letter: root.letter
            dimmed: !root.takes
        }
        Column {
            id: lines
            anchors { left: letter.right; right: arrow.left; leftMargin: root.pad; rightMargin: root.pad }
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.dp(3)
            Text {
                width: parent.width
                text: root.text
                textFormat: Text.PlainText
                wrapMode: Text.Wrap
                color: root.takes ? Theme.ink : Theme.inkSoft
                font { pixelSize: Theme.type * 19; weight: Font.Bold }
            }
            Text {
                width: parent.width
                text: root.where + " · " + root.queue
                textFormat: Text.PlainText
                wrapMode: Text.Wrap
                color: Theme.inkSoft
                font.pixelSize: Theme.small
            }
            Stands { id: stands; size: Theme.small; most: parent.width }
        }
        Icon {
            id: arrow
            anchors { right: parent.right; rightMargin: root.pad; verticalCenter: parent.verticalCenter }
            name: "next"
            color: root.takes ? Theme.primary : Theme.inkFaint
            size: Theme.dp(26)
        }
    }
}
