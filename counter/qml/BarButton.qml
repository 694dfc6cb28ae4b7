// A quiet button on the dark bar.
import QtQuick
import Tingxu

KeyButton {
    id: root
    kind: "quiet"
    implicitWidth: Math.max(Theme.touch, row.implicitWidth + leftPadding + rightPadding)
    implicitHeight: Theme.touch
    size: Theme.small
    leftPadding: Theme.dp(10)
    rightPadding: Theme.dp(10)
    opacity: enabled ? 1 : 0.55

    background: Rectangle {
        radius: Theme.radius
        color: Qt.rgba(1, 1, 1, root.down ? 0.22 : root.hovered && root.enabled ? 0.12 : 0)
        border { color: Theme.accentLight; width: root.visualFocus ? Theme.hair * 2 : 0 }
        Behavior on color { ColorAnimation { duration: Theme.quick } }
    }
    contentItem: Item {
        implicitWidth: row.implicitWidth
        implicitHeight: row.implicitHeight
        Row {
            id: row
            anchors.centerIn: parent
            spacing: Theme.dp(6)
            Icon {
                visible: root.iconName !== ""
                name: root.iconName
                color: Theme.lit
                size: root.size * 1.25
                anchors.verticalCenter: parent.verticalCenter
            }
            Text {
                visible: text !== ""
                text: root.text
                color: Theme.lit
                font { pixelSize: root.size; weight: Font.Medium }
                anchors.verticalCenter: parent.verticalCenter
            }
            Text {
                visible: root.hint !== ""
                text: root.hint
                color: Theme.litSoft
                font.pixelSize: root.size * 0.85
                anchors.verticalCenter: parent.verticalCenter
            }
        }
    }
}
