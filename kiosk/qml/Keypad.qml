// Large keys for letters, in the order of the alphabet.
import QtQuick
import Tingxu

Grid {
    id: root
    required property var kiosk
    required property real keyHeight
    readonly property var keys: "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("").concat(["back", "clear"])

    spacing: Theme.dp(7)
    Repeater {
        model: root.keys
        Choice {
            id: key
            required property string modelData
            readonly property bool letter: modelData.length === 1
            objectName: "key-" + modelData
            width: (root.width - root.spacing * (root.columns - 1)) / root.columns
            height: root.keyHeight
            text: letter ? modelData : modelData === "back" ? qsTr("Delete a letter") : qsTr("Clear")
            onClicked: root.kiosk.key(modelData)
            contentItem: Item {
                Text {
                    anchors.centerIn: parent
                    visible: key.letter
                    text: key.letter ? key.modelData : ""
                    color: Theme.ink
                    font { pixelSize: Theme.type * 22; weight: Font.DemiBold }
                }
                Text {
                    anchors.centerIn: parent
                    visible: key.modelData === "clear"
                    text: qsTr("Clear")
                    color: Theme.accent
                    font { pixelSize: Theme.dp(15); weight: Font.DemiBold }
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
