// Says in a small plain way that what stands here may be old.
import QtQuick
import Tingxu

Rectangle {
    id: root
    required property var texts
    required property real u
    objectName: "link-lost"
    readonly property string text: texts[0]

    visible: text !== ""
    width: Math.min(lines.implicitWidth + 80 * u, parent.width * 0.9)
    height: lines.implicitHeight + 20 * u
    radius: height / 2
    color: Theme.warnSoft
    border { color: Theme.warn; width: Math.max(1, 2 * u) }

    TwoLines {
        id: lines
        anchors.centerIn: parent
        width: parent.width - 70 * root.u
        align: Text.AlignHCenter
        texts: root.texts
        size: 26 * root.u
        secondSize: 18 * root.u
        color: Theme.ink
    }
}
