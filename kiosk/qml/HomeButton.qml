// The way back to the start.
import QtQuick
import Tingxu

BigButton {
    id: root
    required property var kiosk

    objectName: "home"
    width: implicitWidth
    height: Theme.choice
    size: Theme.dp(18)
    iconName: "house"
    text: qsTr("Home")
    onClicked: kiosk.home()
}
