// One fact in large type, with what it is over it; smaller where it would not fit its lines.
import QtQuick
import Tingxu

Column {
    id: root
    property string label: ""
    property string value: ""
    property alias valueName: shown.objectName
    property real size: Theme.head
    property int lines: 1

    spacing: Theme.dp(2)
    Label {
        width: parent.width
        text: root.label
        color: Theme.inkSoft
        font.pixelSize: Theme.small
    }
    Text {
        id: shown
        width: parent.width
        text: root.value
        textFormat: Text.PlainText
        height: Math.ceil(root.size * 1.4 * root.lines)
        wrapMode: root.lines > 1 ? Text.Wrap : Text.NoWrap
        color: Theme.primaryDeep
        font { pixelSize: root.size; weight: Font.Bold }
        fontSizeMode: Text.Fit
        minimumPixelSize: Theme.dp(12)
    }
}
