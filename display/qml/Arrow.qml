// An arrow from the number to the window: two bars, drawn without a shader.
import QtQuick

Item {
    id: root
    property color color: "white"
    readonly property real thick: Math.max(2, height * 0.13)

    Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - root.thick
        height: root.thick
        radius: root.thick / 2
        color: root.color
        antialiasing: true
    }
    Repeater {
        model: [45, -45]
        Rectangle {
            required property int modelData
            width: root.height * 0.62
            height: root.thick
            radius: root.thick / 2
            x: root.width - width
            y: (root.height - height) / 2
            transformOrigin: Item.Right
            rotation: modelData
            color: root.color
            antialiasing: true
        }
    }
}
