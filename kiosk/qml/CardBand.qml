// Over the services: an invitation to lay a card down, or a greeting to whoever did; and once more the last number.
import QtQuick
import Tingxu

Item {
    id: root
    required property var kiosk
    property var greeting: ({})
    property bool high: true
    readonly property bool known: greeting.known === true
    property bool room: true
    readonly property bool shown: room && (greeting.shown === true || hasLast)
    readonly property bool hasLast: (greeting.again || "") !== ""
    readonly property var lines: greeting.says || []

    // Standing, the last number has a row of its own: beside the words there is no room.
    readonly property bool below: high && greeting.shown === true
    readonly property real line: Theme.dp(!high ? 58 : Theme.large ? 78 : 68)

    visible: shown
    height: !shown ? 0 : hasLast && below ? again.y + again.height : line

    Rectangle {
        visible: root.greeting.shown === true
        id: words
        anchors { left: parent.left; right: beside ? again.left : parent.right; rightMargin: beside ? Theme.dp(10) : 0 }
        readonly property bool beside: root.hasLast && !root.below
        height: root.line
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
            size: Theme.dp(root.high ? 46 : 40)
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
                font { pixelSize: Theme.dp(Theme.large && root.high ? 25 : 21); weight: Font.Bold }
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
                font.pixelSize: Theme.dp(root.known && Theme.large && root.high ? 18 : 15)
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
        visible: root.hasLast
        anchors.right: parent.right
        y: root.below ? root.line + Theme.dp(8) : 0
        width: root.below ? parent.width : implicitWidth
        height: root.below ? Theme.dp(50) : root.line
        iconName: "printer"
        size: Theme.dp(Theme.large ? 20 : 17)
        text: root.greeting.again || ""
        onClicked: root.kiosk.print_again()
    }
}
