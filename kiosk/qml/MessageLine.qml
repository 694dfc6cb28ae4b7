// A sentence to the person who is here, such as a refusal.
import QtQuick
import Tingxu

Rectangle {
    id: root
    required property string sentence
    readonly property bool shown: sentence !== ""
    property string text: ""
    property real size: Theme.title

    objectName: "message"
    onSentenceChanged: if (sentence !== "") text = sentence
    visible: height > 1
    clip: true
    height: shown ? label.implicitHeight + Theme.dp(28) : 0
    radius: Theme.radius
    color: Theme.accentSoft
    Behavior on height { NumberAnimation { duration: Theme.quick } }
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    Icon {
        id: sign
        x: Theme.dp(16)
        anchors.verticalCenter: parent.verticalCenter
        name: "info"
        color: Theme.accent
        size: Theme.dp(30)
    }
    Label {
        id: label
        anchors { left: sign.right; right: parent.right; leftMargin: Theme.gap; rightMargin: Theme.dp(16) }
        anchors.verticalCenter: parent.verticalCenter
        text: root.text
        font { pixelSize: root.size; weight: Font.DemiBold }
    }
}
