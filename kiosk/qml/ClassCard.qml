// A priority class to choose, with the paper that proves it.
import QtQuick
import Tingxu

Choice {
    id: root
    property string evidence: ""

    implicitHeight: Math.max(Theme.choice, lines.y + lines.implicitHeight + Theme.dp(16))
    Accessible.description: evidence
    Accessible.checkable: true
    Accessible.checked: chosen

    contentItem: Item {
        Rectangle {
            id: dot
            x: Theme.dp(16)
            y: Theme.dp(30) - height / 2
            width: Theme.dp(26)
            height: width
            radius: width / 2
            color: root.chosen ? Theme.primary : Theme.card
            border { color: root.chosen ? Theme.primary : Theme.inkFaint; width: Theme.hair * 1.5 }
            Icon { anchors.centerIn: parent; visible: root.chosen; name: "check"; color: Theme.lit; size: parent.width * 0.7 }
        }
        Column {
            id: lines
            anchors { left: dot.right; right: parent.right; leftMargin: Theme.dp(14); rightMargin: Theme.dp(16) }
            y: Math.max(Theme.dp(10), Theme.dp(30) - name.implicitHeight / 2)
            spacing: Theme.dp(4)
            Text {
                id: name
                width: parent.width
                text: root.text
                textFormat: Text.PlainText
                wrapMode: Text.Wrap
                color: Theme.ink
                font { pixelSize: Theme.title; weight: Font.Bold }
            }
            Text {
                visible: root.evidence !== ""
                width: parent.width
                text: root.evidence
                textFormat: Text.PlainText
                wrapMode: Text.Wrap
                color: Theme.inkSoft
                font.pixelSize: Theme.body * 0.95
                lineHeight: 1.1
            }
        }
    }
}
