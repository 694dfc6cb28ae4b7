// The number, as large as there is room; what happens next; and the code to keep.
import QtQuick
import Tingxu

Page {
    id: root
    readonly property var result: shows.result
    readonly property bool failed: result.state === "failed"
    readonly property real type: Theme.unit * (!Theme.large ? 1 : standing ? 1.15 : 1)
    readonly property real half: standing ? width : Math.round((width - Theme.margin) / 2)

    PrintState {
        id: band
        anchors { left: parent.left; right: home.left; rightMargin: Theme.gap }
        iconName: root.result.icon || ""
        kind: root.result.kind || ""
        says: root.result.says || ""
        todo: root.result.todo || ""
    }
    HomeButton {
        id: home
        anchors.right: parent.right
        kiosk: root.kiosk
    }
    Card {
        id: paper
        y: band.height + Theme.dp(12)
        width: root.half
        height: root.standing ? next.y - y - Theme.dp(18) : parent.height - y

        Label {
            id: heading
            width: parent.width
            y: Theme.dp(14)
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Your number")
            color: Theme.inkSoft
            font.pixelSize: Theme.body
        }
        Text {
            objectName: "ticket-number"
            anchors { left: parent.left; right: parent.right; top: heading.bottom; bottom: what.top; margins: Theme.dp(20) }
            anchors { topMargin: 0; bottomMargin: 0 }
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            text: root.result.number || ""
            color: Theme.primaryDeep
            font { pixelSize: Theme.dp(170); weight: Font.Bold }
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.dp(40)
        }
        Column {
            id: what
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: Theme.dp(18) }
            spacing: Theme.dp(8)
            Label {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: root.result.name || ""
                font { pixelSize: root.type * 22; weight: Font.DemiBold }
            }
            Pill {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: text !== ""
                objectName: "ticket-class"
                text: root.result.booked || root.result.priority || ""
                icon: root.result.booked ? "calendar" : "star"
                kind: "good"
                size: root.type * 16
            }
        }
    }
    Item {
        id: next
        readonly property real code: Theme.dp(root.standing ? 168 : note.visible ? 110 : 150)
        x: root.standing ? 0 : root.half + Theme.margin
        y: root.standing ? buttons.y - height - Theme.dp(18) : paper.y
        width: root.half
        height: below.y + below.height

        Column {
            id: facts
            width: parent.width - parent.code - Theme.margin
            spacing: Theme.dp(8)
            Text {
                objectName: "ahead"
                width: parent.width
                height: root.type * 34
                verticalAlignment: Text.AlignVCenter
                text: root.result.ahead || ""
                textFormat: Text.PlainText
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.dp(12)
                color: Theme.ink
                font { pixelSize: root.type * 23; weight: Font.Bold }
            }
            Stat {
                width: parent.width
                label: qsTr("Estimated wait")
                value: root.result.wait || ""
                size: root.type * 22
            }
            Stat {
                width: parent.width
                label: qsTr("Windows")
                value: root.result.windows || ""
                size: root.type * 22
                lines: 2
            }
        }
        Column {
            id: qr
            anchors.right: parent.right
            width: parent.code
            spacing: Theme.dp(8)
            Card {
                width: parent.width
                height: width
                Image {
                    objectName: "ticket-qr"
                    anchors { fill: parent; margins: Theme.dp(8) }
                    sourceSize: Qt.size(width, height)
                    source: root.result.qr || ""
                    smooth: false
                    Accessible.role: Accessible.Graphic
                    Accessible.name: root.result.qrSays || ""
                }
            }
            Label {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: root.result.qrSays || ""
                color: Theme.inkSoft
                font { pixelSize: root.type * 12; weight: Font.DemiBold }
            }
        }
        Column {
            id: below
            y: Math.max(facts.height, qr.height) + Theme.dp(12)
            width: parent.width
            spacing: Theme.dp(12)
            Rectangle { width: parent.width; height: Theme.hair; color: Theme.line }
            Label {
                id: note
                objectName: "ticket-note"
                visible: text !== ""
                width: parent.width
                text: [root.result.early, root.result.late].filter(line => line).join(" ")
                color: root.result.late ? Theme.warn : Theme.primaryDeep
                font { pixelSize: root.type * (root.standing ? 18 : 16); weight: Font.Bold }
            }
            Label {
                objectName: "missed"
                width: parent.width
                text: root.result.missed || ""
                color: Theme.inkSoft
                font.pixelSize: root.type * 14
            }
        }
    }
    Row {
        id: buttons
        anchors { right: parent.right; bottom: parent.bottom }
        width: root.half
        height: Theme.dp(root.standing ? 80 : 72)
        spacing: Theme.gap
        layoutDirection: Qt.RightToLeft
        BigButton {
            objectName: "done"
            width: again.visible ? (parent.width - parent.spacing) / 2 : parent.width
            height: parent.height
            kind: root.failed ? "plain" : "primary"
            iconName: "check"
            size: Theme.type * 22
            text: qsTr("Done")
            hint: root.shows.seconds > 0 ? qsTr("%1 s").arg(root.shows.seconds) : ""
            onClicked: root.kiosk.done()
        }
        BigButton {
            id: again
            objectName: "print-again"
            visible: root.failed || root.result.again === true
            width: (parent.width - parent.spacing) / 2
            height: parent.height
            kind: root.failed ? "primary" : "plain"
            iconName: "printer"
            size: Theme.type * 22
            text: qsTr("Print again")
            onClicked: root.kiosk.print_again()
        }
    }
}
