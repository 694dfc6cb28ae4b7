// One line to type in.
import QtQuick
import QtQuick.Templates as T

T.TextField {
    id: root
    property string iconName: ""
    property real size: Theme.title

    implicitWidth: Theme.dp(240)
    implicitHeight: Math.max(Theme.touch, contentHeight + Theme.dp(16))
    leftPadding: iconName === "" ? Theme.dp(14) : Theme.dp(20) + size * 1.2
    rightPadding: Theme.dp(14)
    verticalAlignment: TextInput.AlignVCenter
    color: Theme.ink
    selectionColor: Theme.primary
    selectedTextColor: Theme.lit
    placeholderTextColor: Theme.inkFaint
    font { family: Qt.application.font.family; pixelSize: size }
    selectByMouse: true

    background: Rectangle {
        radius: Theme.radius
        color: Theme.card
        border {
            color: root.activeFocus ? Theme.primary : Theme.line
            width: root.activeFocus ? Theme.hair * 2 : Theme.hair
        }
        Icon {
            visible: root.iconName !== ""
            name: root.iconName
            color: Theme.inkFaint
            size: root.size * 1.2
            x: Theme.dp(12)
            anchors.verticalCenter: parent.verticalCenter
        }
    }
    Text {
        visible: root.length === 0 && root.preeditText === ""
        x: root.leftPadding
        width: root.width - root.leftPadding - root.rightPadding
        height: root.height
        verticalAlignment: Text.AlignVCenter
        text: root.placeholderText
        color: Theme.inkFaint
        font: root.font
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Theme.tiny
    }
}
