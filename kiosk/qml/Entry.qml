// The way in for whoever booked: in both languages as long as nobody chose one, and in a colour of its own,
// so that nobody takes it for a service.
import QtQuick
import Tingxu

Choice {
    id: root
    property var lines: []

    text: lines.join(" / ")
    background: Rectangle {
        radius: Theme.radius
        color: root.down ? Theme.accentSoft : Theme.card
        border { color: Theme.accent; width: root.visualFocus ? Theme.hair * 3 : Theme.hair * 1.5 }
        Behavior on color { ColorAnimation { duration: Theme.quick } }
    }
    contentItem: Item {
        implicitWidth: row.implicitWidth + Theme.dp(36)
        Row {
            id: row
            anchors.centerIn: parent
            spacing: Theme.dp(12)
            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "calendar"
                color: Theme.accent
                size: Theme.dp(34)
            }
            Column {
                anchors.verticalCenter: parent.verticalCenter
                Text {
                    text: root.lines.length > 0 ? root.lines[0] : ""
                    textFormat: Text.PlainText
                    color: Theme.accentDeep
                    font { pixelSize: Theme.dp(Theme.large ? 22 : 20); weight: Font.Bold }
                }
                Text {
                    visible: text !== ""
                    text: root.lines.length > 1 ? root.lines[1] : ""
                    textFormat: Text.PlainText
                    color: Theme.accentDeep
                    font { pixelSize: Theme.dp(14); weight: Font.Medium }
                }
            }
        }
    }
}
