// Large keys, in the order given; "back" and "clear" delete, and "" leaves a place free.
import QtQuick
import Tingxu

Grid {
    id: root
    required property var kiosk
    required property var keys
    required property real keyHeight
    property real size: Theme.type * 22

    spacing: Theme.dp(7)
    Repeater {
        model: root.keys
        Choice {
            id: key
            required property string modelData
            readonly property bool sign: modelData.length === 1
            objectName: "key-" + modelData
            opacity: modelData === "" ? 0 : 1
            enabled: modelData !== ""
            width: (root.width - root.spacing * (root.columns - 1)) / root.columns
            height: root.keyHeight
            text: sign ? modelData : modelData === "back" ? qsTr("Delete the last one") : qsTr("Clear")
            onClicked: root.kiosk.key(modelData)
            contentItem: Item {
                Text {
                    anchors.centerIn: parent
                    visible: key.sign
                    text: key.sign ? key.modelData : ""
                    color: Theme.ink
                    font { pixelSize: root.size; weight: Font.DemiBold }
                }
                Text {
                    anchors.centerIn: parent
                    visible: key.modelData === "clear"
                    text: qsTr("Clear")
                    color: Theme.accentDeep
                    font { pixelSize: Theme.dp(key.width < Theme.dp(56) ? 13 : 15); weight: Font.DemiBold }
                }
                Icon {
                    anchors.centerIn: parent
                    visible: key.modelData === "back"
                    name: "backspace"
                    color: Theme.accent
                    size: Theme.dp(28)
                }
            }
        }
    }
}
