// How a queue stands, in one line: how many wait and for how long, or a word where that is not it.
import QtQuick
import Tingxu

Row {
    id: root
    property string people: ""
    property string wait: ""
    property string says: ""
    property string kind: "plain"
    property real size: Theme.small

    property real most: Infinity
    // Where there is less room than it takes it becomes smaller, so that nothing is cut off.
    scale: Math.min(1, most / Math.max(1, implicitWidth))
    transformOrigin: Item.BottomLeft

    spacing: size * 0.7
    Row {
        visible: root.people !== ""
        spacing: root.size * 0.25
        anchors.verticalCenter: parent.verticalCenter
        Icon { name: "people"; color: Theme.primary; size: root.size * 1.2; anchors.verticalCenter: parent.verticalCenter }
        Text {
            text: root.people
            color: Theme.ink
            font { pixelSize: root.size; weight: Font.DemiBold }
        }
    }
    Row {
        visible: root.wait !== ""
        spacing: root.size * 0.25
        anchors.verticalCenter: parent.verticalCenter
        Icon { name: "clock"; color: Theme.primary; size: root.size * 1.2; anchors.verticalCenter: parent.verticalCenter }
        Text {
            text: root.wait
            color: Theme.ink
            font { pixelSize: root.size; weight: Font.DemiBold }
        }
    }
    Pill {
        visible: root.says !== ""
        text: root.says
        kind: root.kind
        size: root.size * 0.92
        anchors.verticalCenter: parent.verticalCenter
    }
}
