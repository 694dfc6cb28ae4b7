// Over the services: an invitation to lay a card down, or a greeting to whoever did; and once more the last number.
import QtQuick
import Tingxu

Item {
    id: root
    required property var kiosk
    property var greeting: ({})
    property bool usable: true
    readonly property bool known: greeting.known === true
    readonly property bool shown: greeting.shown === true || again.visible
    readonly property var lines: greeting.says || []

    visible: shown
    height: shown ? Theme.dp(Theme.large ? 78 : 68) : 0

    Rectangle {
        visible: root.greeting.shown === true
        anchors { left: parent.left; right: again.visible ? again.left : parent.right; rightMargin: again.visible ? Theme.dp(10) : 0 }
        height: parent.height
        radius: Theme.radius
        color: root.known ? Theme.goodSoft : Theme.primarySoft
        Accessible.role: Accessible.AlertMessage
        Accessible.name: root.lines.join(" / ") + " " + (root.greeting.about || "")

        Icon {
            id: sign
            x: Theme.dp(16)
            anchors.verticalCenter: parent.verticalCenter
            name: root.known ? "person" : "idcard"
            color: root.known ? Theme.good : Theme.primary
            size: Theme.dp(46)
        }
        Column {
            anchors { left: sign.right; right: priority.visible ? priority.left : parent.right; leftMargin: Theme.dp(14); rightMargin: Theme.dp(12) }
            anchors.verticalCenter: parent.verticalCenter
            Text {
                objectName: "greeting"
                width: parent.width
                text: root.lines.length > 0 ? root.lines[0] : ""
                textFormat: Text.PlainText
                color: root.known ? Theme.good : Theme.primaryDeep
                font { pixelSize: Theme.dp(Theme.large ? 25 : 21); weight: Font.Bold }
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.dp(13)
            }
            Text {
                objectName: "greeting-about"
                visible: text !== ""
                width: parent.width
                text: root.known ? root.greeting.about || "" : root.lines.length > 1 ? root.lines[1] : ""
                textFormat: Text.PlainText
                color: root.known ? Theme.ink : Theme.inkSoft
                font.pixelSize: Theme.dp(root.known && Theme.large ? 18 : 15)
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.dp(11)
            }
        }
        Pill {
            id: priority
            objectName: "greeting-priority"
            anchors { right: parent.right; rightMargin: Theme.dp(16); verticalCenter: parent.verticalCenter }
            visible: text !== ""
            text: root.greeting.priority || ""
            icon: "star"
            kind: "accent"
            size: Theme.dp(Theme.large ? 20 : 17)
        }
    }
    BigButton {
        id: again
        objectName: "print-last"
        visible: text !== ""
        anchors.right: parent.right
        height: parent.height
        iconName: "printer"
        size: Theme.dp(Theme.large ? 20 : 17)
        text: root.greeting.again || ""
        onClicked: root.kiosk.print_again()
    }
}
