// A queue to choose: icon, letter, name, what it is for, and how it stands.
import QtQuick
import Tingxu

Choice {
    id: root
    property string letter: ""
    property string iconName: ""
    property string about: ""
    property bool takes: true
    property alias people: stands.people
    property alias wait: stands.wait
    property alias says: stands.says
    property alias kind: stands.kind
    readonly property bool roomy: height > Theme.dp(112)
    readonly property real pad: Theme.dp(roomy ? 18 : 10)
    readonly property real nameSize: roomy ? Theme.type * 26 : Theme.type * 17.5

    dimmed: !takes
    Accessible.name: text
    Accessible.description: [about, people, wait, says].filter(part => part !== "").join(", ")

    contentItem: Item {
        Rectangle {
            id: square
            x: root.pad
            y: root.pad
            width: Theme.dp(root.roomy ? 56 : 32)
            height: width
            radius: width * 0.26
            color: root.takes ? Theme.primarySoft : Theme.line
            Icon {
                anchors.centerIn: parent
                name: root.iconName
                color: root.takes ? Theme.primary : Theme.inkFaint
                size: parent.width * 0.66
            }
        }
        Text {
            id: name
            anchors { left: square.right; leftMargin: Theme.dp(10); right: letter.left; rightMargin: Theme.dp(8) }
            y: Math.max(root.pad * 0.6, square.y + (square.height - height) / 2)
            text: root.text
            textFormat: Text.PlainText
            wrapMode: Text.Wrap
            maximumLineCount: 2
            lineHeight: 0.95
            color: root.takes ? Theme.ink : Theme.inkSoft
            font { pixelSize: root.nameSize; weight: Font.Bold }
        }
        Letter {
            id: letter
            anchors { right: parent.right; rightMargin: root.pad }
            y: square.y + (square.height - height) / 2
            width: Math.max(height, Theme.dp(14) * root.letter.length)
            height: Theme.dp(root.roomy ? 40 : 27)
            letter: root.letter
            dimmed: !root.takes
        }
        Text {
            anchors { left: parent.left; right: parent.right; leftMargin: root.pad; rightMargin: root.pad }
            y: Math.max(square.y + square.height, name.y + name.height) + Theme.dp(root.roomy ? 6 : 2)
            height: stands.y - y - Theme.dp(1)
            text: root.about
            textFormat: Text.PlainText
            wrapMode: Text.Wrap
            verticalAlignment: Text.AlignVCenter
            color: Theme.inkSoft
            font.pixelSize: root.roomy ? Theme.title * 0.9 : Theme.dp(12)
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.dp(9.5)
            lineHeight: 0.95
            opacity: contentHeight > height + 1 ? 0 : 1
        }
        Stands {
            id: stands
            x: root.pad
            anchors { bottom: parent.bottom; bottomMargin: root.pad * 0.8 }
            size: root.roomy ? Theme.type * 18 : Theme.type * 13.5
        }
    }
}
