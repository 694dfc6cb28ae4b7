// A line icon of assets/icons in any colour.
import QtQuick

Image {
    property string name: ""
    property color color: Theme.primary
    property real size: Theme.dp(24)

    width: size
    height: size
    sourceSize: Qt.size(size, size)
    source: name === "" ? "" : "image://icon/" + name + "/" + color.toString().slice(-6)
}
