// Every window: the number it calls or serves, or what else it is doing.
import QtQuick
import Tingxu

Grid {
    id: root
    required property var entries
    readonly property int count: repeater.count
    required property real u
    required property real cellHeight
    readonly property real gap: 8 * u
    readonly property real cellWidth: (width - gap * (columns - 1)) / columns

    spacing: gap

    Repeater {
        id: repeater
        model: root.entries
        Rectangle {
            id: cell
            required property string key
            required property var label
            required property string doing
            required property string number
            required property var says
            objectName: "window-" + key
            readonly property string text: number !== "" ? number : says[0]
            readonly property bool calling: doing === "calling"
            readonly property bool quiet: doing === "closed" || doing === "paused"

            width: root.cellWidth
            height: root.cellHeight - root.gap
            radius: 10 * root.u
            color: calling ? Theme.accentSoft : quiet ? "transparent" : Theme.card
            border { color: calling ? Theme.accent : Theme.line; width: calling ? Math.max(1, 2 * root.u) : 1 }
            Behavior on color { ColorAnimation { duration: Theme.calm } }

            Text {

                textFormat: Text.PlainText
                id: labelText
                x: 12 * root.u
                width: Math.min(implicitWidth, parent.width * 0.45)
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                text: cell.label[0]
                color: cell.quiet ? Theme.inkFaint : Theme.primary
                font { pixelSize: Math.min(cell.height * 0.5, 40 * root.u); weight: Font.DemiBold }
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: 8
            }
            Text {
                textFormat: Text.PlainText
                visible: cell.number !== ""
                anchors { right: parent.right; rightMargin: 12 * root.u; left: labelText.right; leftMargin: 8 * root.u }
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                horizontalAlignment: Text.AlignRight
                text: cell.number
                color: Theme.ink
                font { pixelSize: Math.min(cell.height * 0.62, 52 * root.u); weight: Font.Bold }
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: 8
            }
            TwoLines {
                visible: cell.number === ""
                anchors { right: parent.right; rightMargin: 12 * root.u; left: labelText.right; leftMargin: 8 * root.u }
                height: parent.height
                align: Text.AlignRight
                texts: cell.says
                size: Math.min(cell.height * 0.36, 30 * root.u)
                secondSize: Math.min(cell.height * 0.27, 22 * root.u)
                weight: Font.Medium
                color: cell.doing === "idle" ? Theme.good : Theme.inkFaint
                secondColor: color
            }
        }
    }
}
