// The calls before the newest, in two columns; a bar marks those whose person is still expected.
import QtQuick
import Tingxu

GridView {
    id: root
    required property real u
    property real gap: 16 * u

    interactive: false
    flow: GridView.FlowLeftToRight
    cellWidth: Math.floor(width / 2)
    cellHeight: Math.floor(height / 3)
    cacheBuffer: 4 * width

    delegate: Item {
        id: cell
        required property string number
        required property var window
        required property bool waiting
        objectName: "call-" + number
        readonly property string text: window[0]
        width: root.cellWidth
        height: root.cellHeight

        Rectangle {
            anchors { fill: parent; rightMargin: root.gap; bottomMargin: root.gap }
            radius: 14 * root.u
            color: Theme.card
            border { color: Theme.line; width: 1 }

            Rectangle {
                width: 10 * root.u
                height: parent.height - 36 * root.u
                x: 14 * root.u
                anchors.verticalCenter: parent.verticalCenter
                radius: width / 2
                color: Theme.accent
                opacity: cell.waiting ? 1 : 0
                Behavior on opacity { NumberAnimation { duration: Theme.calm } }
            }
            Text {
                textFormat: Text.PlainText
                x: 40 * root.u
                width: parent.width * 0.42
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                text: cell.number
                color: cell.waiting ? Theme.primaryDeep : Theme.inkSoft
                font { pixelSize: Math.min(76 * root.u, parent.height * 0.66); weight: Font.Bold }
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: 12
            }
            TwoLines {
                anchors { right: parent.right; rightMargin: 28 * root.u }
                width: parent.width * 0.45
                height: parent.height
                align: Text.AlignRight
                texts: cell.window
                size: Math.min(52 * root.u, parent.height * 0.42)
                secondSize: Math.min(26 * root.u, parent.height * 0.22)
                color: cell.waiting ? Theme.ink : Theme.inkSoft
            }
        }
    }

    add: Transition {
        NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Theme.calm }
    }
    remove: Transition {
        NumberAnimation { property: "opacity"; to: 0; duration: Theme.quick }
    }
    displaced: Transition {
        NumberAnimation { properties: "x,y"; duration: Theme.calm; easing.type: Easing.OutCubic }
        NumberAnimation { property: "opacity"; to: 1; duration: Theme.calm }
    }
}
