// How many wait in one queue, and in its lanes.
import QtQuick
import Tingxu

Item {
    id: root
    required property string letter
    required property string name
    required property int count
    required property string lanes

    height: lines.implicitHeight + Theme.dp(6)
    opacity: count > 0 ? 1 : 0.6

    Rectangle {
        id: badge
        width: Theme.body * 1.6
        height: width
        radius: Theme.dp(6)
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.primarySoft
        Text { anchors.centerIn: parent; text: root.letter; color: Theme.primary; font { pixelSize: Theme.small; weight: Font.Bold } }
    }
    Column {
        id: lines
        anchors { left: badge.right; right: number.left; leftMargin: Theme.dp(8); rightMargin: Theme.dp(8); verticalCenter: parent.verticalCenter }
        Label { width: parent.width; text: root.name; font.pixelSize: Theme.small; color: Theme.ink }
        Label { width: parent.width; visible: text !== ""; text: root.lanes; font.pixelSize: Theme.tiny; color: Theme.inkSoft }
    }
    Text {
        id: number
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        text: root.count
        color: root.count > 0 ? Theme.ink : Theme.inkSoft
        font { pixelSize: Theme.body; weight: Font.DemiBold }
    }
}
