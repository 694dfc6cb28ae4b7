// A queue to choose: icon, letter, name, what it is for, and how it stands. A broad tile has the name beside
// the icon, a tall one under it; everything grows with the tile.
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
    readonly property bool tall: height > width * 0.5
    readonly property real grown: Math.max(0.85, Math.min(1.6, height / Theme.dp(tall ? 138 : 103)))
    readonly property real pad: Theme.dp(9) * grown

    dimmed: !takes
    Accessible.name: text
    Accessible.description: [about, people, wait, says].filter(part => part !== "").join(", ")

    contentItem: Item {
        Rectangle {
            id: square
            x: root.pad
            y: root.pad
            width: Theme.dp(root.tall ? 30 : 34) * root.grown
            height: width
            radius: width * 0.26
            color: root.takes ? Theme.primarySoft : Theme.line
            Icon {
                anchors.centerIn: parent
                name: root.iconName
                color: root.takes ? Theme.primary : Theme.inkFaint
                size: Math.round(parent.width * 0.66)
            }
        }
        Letter {
            id: letter
            anchors { right: parent.right; rightMargin: root.pad; verticalCenter: square.verticalCenter }
            width: Math.max(height, Theme.dp(14) * root.letter.length)
            height: Theme.dp(26) * root.grown
            letter: root.letter
            dimmed: !root.takes
        }
        Text {
            id: name
            x: root.tall ? root.pad : square.x + square.width + Theme.dp(9) * root.grown
            y: root.tall ? square.y + square.height + Theme.dp(3) : square.y + (square.height - height) / 2
            width: (root.tall ? parent.width - root.pad : letter.x - Theme.dp(6)) - x
            height: Theme.dp(root.tall ? 38 : 40) * root.grown * (Theme.large ? 1.15 : 1)
            verticalAlignment: root.tall ? Text.AlignTop : Text.AlignVCenter
            text: root.text
            textFormat: Text.PlainText
            wrapMode: Text.Wrap
            lineHeight: 0.9
            color: root.takes ? Theme.ink : Theme.inkSoft
            font { pixelSize: Theme.type * 18 * root.grown; weight: Font.Bold }
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.dp(9)
        }
        Text {
            readonly property bool fits: contentHeight <= height + 1
            anchors { left: parent.left; right: parent.right; leftMargin: root.pad; rightMargin: root.pad }
            y: root.tall ? name.y + name.contentHeight : Math.max(square.y + square.height, name.y + name.height)
            height: Math.max(0, stands.y - y)
            verticalAlignment: Text.AlignVCenter
            text: root.about
            textFormat: Text.PlainText
            wrapMode: Text.Wrap
            lineHeight: 0.92
            color: Theme.inkSoft
            font.pixelSize: Theme.dp(12) * root.grown
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.dp(Theme.large ? 11 : 9) // who wants large type is not helped by smaller
            opacity: fits ? 1 : 0
        }
        Stands {
            id: stands
            x: root.pad
            anchors { bottom: parent.bottom; bottomMargin: root.pad * 0.8 }
            size: Theme.type * (root.tall ? 12.5 : 13.5) * root.grown
            most: parent.width - 2 * root.pad
        }
    }
}
