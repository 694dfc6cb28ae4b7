// One notice in both languages; the next one fades in.
import QtQuick
import Tingxu

Rectangle {
    id: root
    required property var texts
    required property real u
    color: Theme.primarySoft
    clip: true

    Rectangle {
        width: 10 * root.u
        height: parent.height
        color: Theme.primary
    }
    TwoLines {
        id: lines
        objectName: "notice"
        anchors { fill: parent; leftMargin: 40 * root.u; rightMargin: 32 * root.u }
        texts: root.texts
        size: 32 * root.u
        secondSize: 21 * root.u
        weight: Font.Medium
        onTextChanged: fade.restart()
    }
    NumberAnimation { id: fade; target: lines; property: "opacity"; from: 0.1; to: 1; duration: Theme.calm }
}
