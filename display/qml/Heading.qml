// The line over a group: both languages side by side, and at the right end what the columns mean.
import QtQuick
import Tingxu

Item {
    id: root
    required property var texts
    required property real u
    property var columns: []
    property var columnWidths: []
    height: (columns.length > 0 ? 52 : 40) * u

    Row {
        anchors.verticalCenter: parent.verticalCenter
        spacing: 12 * root.u
        Text {
            textFormat: Text.PlainText
            id: first
            text: root.texts[0]
            color: Theme.inkSoft
            font { pixelSize: 26 * root.u; weight: Font.DemiBold }
        }
        Text {
            textFormat: Text.PlainText
            anchors.baseline: first.baseline
            text: root.texts[1]
            color: Theme.inkFaint
            font.pixelSize: 20 * root.u
        }
    }
    Row {
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        Repeater {
            model: root.columns
            TwoLines {
                required property var modelData
                required property int index
                width: root.columnWidths[index]
                align: Text.AlignRight
                texts: modelData
                size: 18 * root.u
                secondSize: 15 * root.u
                weight: Font.Normal
                color: Theme.inkSoft
                secondColor: Theme.inkFaint
            }
        }
    }
}
