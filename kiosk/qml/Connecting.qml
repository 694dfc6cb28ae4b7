// Before the hall is known: nothing can be done here, and this says so.
import QtQuick
import Tingxu

Item {
    id: root
    property var lines: []

    Column {
        anchors.centerIn: parent
        width: Math.min(parent.width, Theme.dp(460))
        spacing: Theme.dp(24)
        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Theme.dp(120)
            height: width
            radius: width / 2
            color: Theme.primarySoft
            Icon { anchors.centerIn: parent; name: "building"; size: Theme.dp(64) }
        }
        Label {
            objectName: "notice-server"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: root.lines.join("\n")
            color: Theme.primaryDeep
            font { pixelSize: Theme.title; weight: Font.DemiBold }
            lineHeight: 1.25
            Accessible.role: Accessible.AlertMessage
        }
    }
}
