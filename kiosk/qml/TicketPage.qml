// A ticket that somebody scanned: how it stands, and the same on paper once more.
import QtQuick
import Tingxu

Page {
    id: root
    readonly property var ticket: shows.ticket
    readonly property real half: standing ? width : Math.round((width - Theme.margin) / 2)

    PageBar {
        id: bar
        width: parent.width
        kiosk: root.kiosk
        usable: root.ticket.busy !== true
        title: qsTr("Your ticket")
    }
    Card {
        id: paper
        anchors { top: bar.bottom; topMargin: Theme.dp(12) }
        width: root.half
        height: root.standing ? parent.height * 0.42 : parent.height - y

        Text {
            objectName: "found-number"
            anchors { left: parent.left; right: parent.right; top: parent.top; bottom: name.top; margins: Theme.dp(20) }
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            text: root.ticket.number || ""
            color: Theme.primaryDeep
            font { pixelSize: Theme.dp(150); weight: Font.Bold }
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.dp(40)
        }
        Label {
            id: name
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: Theme.dp(20) }
            horizontalAlignment: Text.AlignHCenter
            text: root.ticket.name || ""
            font { pixelSize: Theme.type * 22; weight: Font.DemiBold }
        }
    }
    Column {
        id: facts
        x: root.standing ? 0 : root.half + Theme.margin
        y: root.standing ? paper.y + paper.height + Theme.dp(22) : paper.y
        width: root.half
        spacing: Theme.dp(16)
        Label {
            objectName: "found-says"
            visible: text !== ""
            width: parent.width
            text: root.ticket.says || ""
            color: Theme.accentDeep
            font { pixelSize: Theme.type * 26; weight: Font.Bold }
        }
        Label {
            objectName: "found-ahead"
            visible: text !== ""
            width: parent.width
            text: root.ticket.ahead || ""
            font { pixelSize: Theme.type * 28; weight: Font.Bold }
        }
        Row {
            width: parent.width
            spacing: Theme.gap
            Stat {
                visible: (root.ticket.wait || "") !== ""
                width: (parent.width - parent.spacing) / 2
                label: qsTr("Estimated wait")
                value: root.ticket.wait || ""
                size: Theme.type * 26
            }
            Stat {
                visible: value !== ""
                width: (parent.width - parent.spacing) / 2
                label: qsTr("Windows")
                value: root.ticket.windows || ""
                size: Theme.type * 26
            }
        }
        Rectangle { width: parent.width; height: Theme.hair; color: Theme.line }
        Label {
            width: parent.width
            text: root.ticket.missed || ""
            color: Theme.inkSoft
            font.pixelSize: Theme.type * 15
        }
    }
    Column {
        anchors { right: parent.right; bottom: parent.bottom }
        width: root.half
        spacing: Theme.dp(12)
        MessageLine {
            width: parent.width
            sentence: root.shows.message
            size: root.standing ? Theme.title : Theme.type * 16
        }
        Row {
            width: parent.width
            height: Theme.dp(root.standing ? 88 : 76)
            spacing: Theme.gap
            layoutDirection: Qt.RightToLeft
            BigButton {
                objectName: "found-done"
                width: copy.visible ? (parent.width - parent.spacing) / 2 : parent.width
                height: parent.height
                kind: "primary"
                iconName: "check"
                size: Theme.type * 22
                text: qsTr("Done")
                onClicked: root.kiosk.done()
            }
            BigButton {
                id: copy
                objectName: "print-copy"
                visible: root.ticket.copied !== true
                enabled: root.ticket.busy !== true && !root.shows.blocked
                width: (parent.width - parent.spacing) / 2
                height: parent.height
                iconName: root.ticket.busy === true ? "clock" : "printer"
                size: Theme.type * 22
                text: qsTr("Print again")
                onClicked: root.kiosk.print_copy()
            }
        }
    }
}
