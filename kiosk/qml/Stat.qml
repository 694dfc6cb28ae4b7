// One fact in large type, with what it is over it.
import QtQuick
import Tingxu

Column {
    id: root
    property string label: ""
    property string value: ""
    property alias valueName: shown.objectName
    property real size: Theme.head

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
        wrapMode: Text.Wrap
        color: Theme.primaryDeep
        font { pixelSize: root.size; weight: Font.Bold }
    }
}
