// Over each page but the first: one step back, what the page is, the way home, and when it goes home by itself.
import QtQuick
import Tingxu

Item {
    id: root
    required property var kiosk
    property string title: ""
    property bool usable: true

    implicitHeight: Theme.dp(60)

    BigButton {
        id: back
        objectName: "back"
        enabled: root.usable
        anchors.verticalCenter: parent.verticalCenter
        width: implicitWidth
        height: Theme.choice
        size: Theme.dp(18)
        iconName: "back"
        text: qsTr("Back")
        onClicked: root.kiosk.back()
    }
    Text {
        anchors { left: back.right; right: left.visible ? left.left : home.left }
        anchors { leftMargin: Theme.margin; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        text: root.title
        textFormat: Text.PlainText
        color: Theme.ink
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        wrapMode: Text.Wrap
        font { pixelSize: Theme.type * 26; weight: Font.Bold }
        fontSizeMode: Text.Fit
        minimumPixelSize: Theme.dp(12)
    }
    Pill {
        id: left
        visible: root.kiosk.shows.seconds > 0
        anchors { right: home.left; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        icon: "clock"
        kind: "accent"
        size: Theme.dp(15)
        text: qsTr("%1 s").arg(root.kiosk.shows.seconds)
        Accessible.name: qsTr("Back to the start in %1 s").arg(root.kiosk.shows.seconds)
    }
    HomeButton {
        id: home
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        enabled: root.usable
        kiosk: root.kiosk
    }
}
