// The number, as large as there is room; what happens next; and the code to keep.
import QtQuick
import Tingxu

Page {
    id: root
    readonly property var result: shows.result
    readonly property bool failed: result.state === "failed"
    readonly property real half: standing ? width : Math.round((width - Theme.margin) / 2)

    PageBar {
        id: bar
        width: parent.width
        kiosk: root.kiosk
        hasBack: false
        title: qsTr("Your number")
    }
    Card {
        id: paper
        anchors { top: bar.bottom; topMargin: Theme.dp(10) }
        width: root.half
        height: root.standing ? next.y - y - Theme.dp(18) : parent.height - y

        PrintState {
            id: band
            anchors { left: parent.left; right: parent.right; top: parent.top; margins: Theme.dp(10) }
            iconName: root.result.icon || ""
            kind: root.result.kind || ""
            says: root.result.says || ""
            todo: root.result.todo || ""
        }
        Text {
            objectName: "ticket-number"
            anchors { left: parent.left; right: parent.right; top: band.bottom; bottom: what.top; margins: Theme.dp(20) }
            anchors { topMargin: Theme.dp(4); bottomMargin: Theme.dp(4) }
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
                font { pixelSize: Theme.type * 22; weight: Font.DemiBold }
            }
            Pill {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: text !== ""
                text: root.result.priority || ""
                icon: "star"
                kind: "good"
                size: Theme.body
            }
        }
    }
    Item {
        id: next
        readonly property real code: Theme.dp(root.standing ? 168 : 150)
        x: root.standing ? 0 : root.half + Theme.margin
        y: root.standing ? buttons.y - height - Theme.dp(18) : paper.y
        width: root.half
        height: below.y + below.height

        Column {
            id: facts
            width: parent.width - parent.code - Theme.margin
            spacing: Theme.dp(12)
            Text {
                objectName: "ahead"
                width: parent.width
                text: root.result.ahead || ""
                textFormat: Text.PlainText
                wrapMode: Text.Wrap
                color: Theme.ink
                font { pixelSize: Theme.type * 28; weight: Font.Bold }
            }
            Stat {
                width: parent.width
                label: qsTr("Estimated wait")
                value: root.result.wait || ""
                size: Theme.type * 22
            }
            Stat {
                width: parent.width
                label: qsTr("Windows")
                value: root.result.windows || ""
                size: Theme.type * 22
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
                    anchors { fill: parent; margins: Theme.dp(3) }
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
                font { pixelSize: Theme.tiny; weight: Font.DemiBold }
            }
        }
        Column {
            id: below
            y: Math.max(facts.height, qr.height) + Theme.dp(12)
            width: parent.width
            spacing: Theme.dp(12)
            Rectangle { width: parent.width; height: Theme.hair; color: Theme.line }
            Label {
                objectName: "missed"
                width: parent.width
                text: root.result.missed || ""
                color: Theme.inkSoft
                font.pixelSize: Theme.small
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
            visible: root.failed
            width: (parent.width - parent.spacing) / 2
            height: parent.height
            kind: "primary"
            iconName: "printer"
            size: Theme.type * 22
            text: qsTr("Print again")
            onClicked: root.kiosk.print_again()
        }
    }
}
