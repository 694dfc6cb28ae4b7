// Says plainly that the server is not there. `linkState` is HallLink's: joined, looking, lost, not_paired.
import QtQuick

Rectangle {
    id: root
    property string linkState: "joined"
    property real size: Theme.body
    readonly property bool shown: linkState !== "joined"
    readonly property string text: linkState === "lost" ? qsTr("Connection to the server is lost. Trying again …")
        : linkState === "not_paired" ? qsTr("This screen is not paired with the hall's server")
        : qsTr("Looking for the hall's server")

    objectName: "notice-server"
    visible: opacity > 0
    opacity: shown ? 1 : 0
    implicitHeight: label.implicitHeight + Theme.dp(16)
    color: Theme.warnSoft
    Behavior on opacity { NumberAnimation { duration: Theme.calm } }

    Icon {
        id: sign
        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        name: "warning"
        color: Theme.warn
        size: root.size * 1.3
    }
    Label {
        id: label
        anchors { left: sign.right; right: parent.right; leftMargin: Theme.gap; rightMargin: Theme.margin }
        anchors.verticalCenter: parent.verticalCenter
        text: root.text
        color: Theme.warn
        font { pixelSize: root.size; weight: Font.Medium }
    }
}
