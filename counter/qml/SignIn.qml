// Staff number and PIN.
import QtQuick
import Tingxu

FocusScope {
    id: root
    required property var desk
    readonly property var shows: desk.shows
    readonly property int retryIn: shows.retryIn === undefined ? 0 : shows.retryIn

    function go() {
        desk.sign_in(clerk.text, pin.text)
        pin.selectAll() // refused: what is typed next takes its place
    }
    onVisibleChanged: if (visible) {
        clerk.clear()
        pin.clear()
        clerk.forceActiveFocus()
    } else {
        pin.clear()
    }
    Component.onCompleted: if (visible) clerk.forceActiveFocus()

    Card {
        anchors.centerIn: parent
        width: Math.min(Theme.dp(460), parent.width - Theme.margin * 2)
        height: form.implicitHeight + Theme.margin * 2.5

        Column {
            id: form
            anchors { left: parent.left; right: parent.right; margins: Theme.margin * 1.25 }
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.gap

            Label {
                width: parent.width
                text: qsTr("Open this window")
                color: Theme.primaryDeep
                font { pixelSize: Theme.head; weight: Font.Bold }
            }
            Label {
                width: parent.width
                bottomPadding: Theme.dp(4)
                text: qsTr("Sign in with your staff number and PIN")
                color: Theme.inkSoft
            }
            Label { width: parent.width; text: qsTr("Staff number"); font { pixelSize: Theme.small; weight: Font.Medium } }
            Field {
                id: clerk
                objectName: "clerk"
                width: parent.width
                focus: true
                iconName: "person"
                maximumLength: 16
                inputMethodHints: Qt.ImhNoPredictiveText
                Accessible.name: qsTr("Staff number")
                onAccepted: pin.forceActiveFocus()
            }
            Label { width: parent.width; text: qsTr("PIN"); font { pixelSize: Theme.small; weight: Font.Medium } }
            Field {
                id: pin
                objectName: "pin"
                width: parent.width
                iconName: "shield"
                maximumLength: 32
                echoMode: TextInput.Password
                inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText
                Accessible.name: qsTr("PIN")
                onAccepted: root.go()
            }
            Message {
                width: parent.width
                visible: text !== "" && root.visible
                text: root.shows.message
            }
            BigButton {
                id: button
                objectName: "sign-in"
                width: parent.width
                height: Theme.choice
                kind: "primary"
                text: root.retryIn > 0 ? qsTr("Wait %1 s").arg(root.retryIn) : qsTr("Sign in")
                enabled: root.shows.able["sign-in"] && root.retryIn === 0 && clerk.text !== "" && pin.text !== ""
                onClicked: root.go()
            }
        }
    }
}
