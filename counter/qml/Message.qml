// What the last press led to when it was not done, as a sentence.
import QtQuick
import Tingxu

Rectangle {
    id: root
    property string text: ""

    objectName: "message"
    implicitHeight: label.implicitHeight + Theme.dp(16)
    radius: Theme.radius
    color: Theme.warnSoft

    Icon {
        id: sign
        x: Theme.dp(12)
        anchors.verticalCenter: parent.verticalCenter
        name: "info"
        color: Theme.warn
        size: Theme.body * 1.3
    }
    Label {
        id: label
        anchors { left: sign.right; right: parent.right; leftMargin: Theme.dp(8); rightMargin: Theme.dp(12) }
        anchors.verticalCenter: parent.verticalCenter
        text: root.text
        color: Theme.warn
        font.weight: Font.Medium
    }
}
