// A text in the hall's two languages: the first large, the second small under it (absent in halls with one).
import QtQuick
import Tingxu

Item {
    id: root
    property var texts: ["", ""]
    property real size: 40
    property real secondSize: size * 0.5
    property color color: Theme.ink
    property color secondColor: Theme.inkSoft
    property int weight: Font.DemiBold
    property int align: Text.AlignLeft
    property alias text: first.text

    implicitHeight: column.height
    implicitWidth: Math.max(first.implicitWidth, second.implicitWidth)

    Column {
        id: column
        width: parent.width
        anchors.verticalCenter: parent.verticalCenter

        Text {

            textFormat: Text.PlainText
            id: first
            width: parent.width
            height: contentHeight
            text: root.texts[0]
            color: root.color
            horizontalAlignment: root.align
            font { pixelSize: root.size; weight: root.weight }
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 10
            lineHeight: 0.88
        }
        Text {
            textFormat: Text.PlainText
            id: second
            width: parent.width
            visible: text !== ""
            height: contentHeight
            text: root.texts[1]
            color: root.secondColor
            horizontalAlignment: root.align
            font.pixelSize: root.secondSize
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 6
            lineHeight: 0.92
        }
    }
}
