// Which window this is and who sits at it, the time, and what is seldom pressed.
import QtQuick
import Tingxu

Rectangle {
    id: root
    required property var desk
    required property var language
    readonly property var shows: desk.shows
    readonly property bool signedIn: shows.page === "desk"

    implicitHeight: Theme.touch + Theme.dp(12)
    color: Theme.primaryDeep

    Row {
        id: who
        x: Theme.margin
        height: parent.height
        spacing: Theme.gap
        Text {
            objectName: "window-label"
            anchors.verticalCenter: parent.verticalCenter
            visible: root.shows.page === "desk" || root.shows.page === "sign-in"
            text: root.shows.window
            color: Theme.lit
            font { pixelSize: Theme.title; weight: Font.Bold }
        }
        Text {
            objectName: "clerk-label"
            anchors.verticalCenter: parent.verticalCenter
            visible: root.signedIn
            text: root.signedIn ? qsTr("Clerk %1").arg(root.shows.clerk) : ""
            color: Theme.litSoft
            font.pixelSize: Theme.body
        }
    }
    Text {
        objectName: "hall"
        anchors { left: who.right; leftMargin: Theme.margin; right: buttons.left; rightMargin: Theme.gap }
        anchors.verticalCenter: parent.verticalCenter
        visible: implicitWidth <= width
        text: root.shows.hall
        color: Theme.litSoft
        font.pixelSize: Theme.small
    }
    Row {
        id: buttons
        anchors { right: parent.right; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        spacing: Theme.dp(4)

        Text {
            objectName: "clock"
            anchors.verticalCenter: parent.verticalCenter
            rightPadding: Theme.gap
            text: root.shows.clock
            color: Theme.lit
            font { pixelSize: Theme.title; weight: Font.DemiBold; features: { "tnum": 1 } }
        }
        BarButton {
            desk: root.desk
            does: "language"
            text: root.language.current === "zh" ? "English" : "中文"
            onPressedNow: root.language.use(root.language.current === "zh" ? "en" : "zh")
        }
        BarButton {
            desk: root.desk
            does: "large"
            keyHint: false
            iconName: "large"
            Accessible.name: qsTr("Large type")
            onPressedNow: root.language.toggle_large()
        }
        BarButton {
            desk: root.desk
            does: "pause"
            visible: root.signedIn
            enabled: root.shows.able["pause"]
            iconName: "pause"
            text: qsTr("Pause")
            onPressedNow: root.desk.press("pause")
        }
        BarButton {
            desk: root.desk
            does: "sign-out"
            visible: root.signedIn
            enabled: root.shows.able["sign-out"]
            iconName: "logout"
            text: qsTr("Sign out")
            onPressedNow: root.desk.press("sign-out")
        }
    }
}
