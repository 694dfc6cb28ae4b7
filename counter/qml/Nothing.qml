// While the hall is not known, or has no window of this name.
import QtQuick
import Tingxu

Item {
    id: root
    required property var shows

    Column {
        anchors.centerIn: parent
        spacing: Theme.gap
        width: Math.min(parent.width - Theme.margin * 2, Theme.dp(520))

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: root.shows.page === "unknown" ? "warning" : "building"
            color: Theme.inkFaint
            size: Theme.dp(56)
        }
        Label {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: root.shows.page === "unknown" ? root.shows.window
                : qsTr("The window opens as soon as the server answers")
            color: Theme.inkSoft
            font.pixelSize: Theme.title
        }
    }
}
