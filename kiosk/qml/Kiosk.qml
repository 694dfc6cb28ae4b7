// The kiosk: header, notices, and one page at a time; standing (portrait) or lying.
import QtQuick
import Tingxu

Rectangle {
    id: root
    required property var kiosk
    readonly property var shows: kiosk.shows
    readonly property bool standing: height > width

    color: Theme.paper

    Binding { target: Theme; property: "unit"; value: Math.max(0.5, Math.min(root.width, root.height) / 540) }
    Binding { target: Theme; property: "large"; value: root.kiosk.lang.large }

    Header {
        id: header
        width: parent.width
        height: Theme.dp(root.standing ? 72 : 60)
        kiosk: root.kiosk
    }
    Column {
        id: notices
        anchors { top: header.bottom; left: parent.left; right: parent.right }
        Notice {
            objectName: "notice-server"
            width: parent.width
            lines: root.shows.hasPlan ? root.shows.serverNotice : []
            kind: "bad"
            iconName: "warning"
        }
        Notice {
            objectName: "notice-printer"
            width: parent.width
            lines: root.shows.page === "start" && !root.shows.blocked ? root.shows.printerNotice : []
            kind: root.shows.printerKind
            iconName: "printer"
        }
    }
    Item {
        id: pages
        anchors { top: notices.bottom; bottom: parent.bottom; left: parent.left; right: parent.right }
        anchors { topMargin: Theme.dp(10); leftMargin: Theme.margin; rightMargin: Theme.margin; bottomMargin: Theme.dp(20) }

        Connecting {
            anchors.fill: parent
            visible: !root.shows.hasPlan
            lines: root.shows.serverNotice
        }
        StartPage {
            anchors.fill: parent
            current: root.shows.page === "start" && root.shows.hasPlan
            kiosk: root.kiosk
            standing: root.standing
        }
        FindPage {
            anchors.fill: parent
            current: root.shows.page === "find"
            kiosk: root.kiosk
            standing: root.standing
        }
        CheckInPage {
            anchors.fill: parent
            current: root.shows.page === "check-in"
            kiosk: root.kiosk
            standing: root.standing
        }
        TicketPage {
            anchors.fill: parent
            current: root.shows.page === "ticket"
            kiosk: root.kiosk
            standing: root.standing
        }
        ConfirmPage {
            anchors.fill: parent
            current: root.shows.page === "confirm"
            kiosk: root.kiosk
            standing: root.standing
        }
        ResultPage {
            anchors.fill: parent
            current: root.shows.page === "result"
            kiosk: root.kiosk
            standing: root.standing
        }
    }
    Item {
        // Sees every touch first and lets it through.
        anchors.fill: parent
        z: 1
        PointHandler { onActiveChanged: if (active) root.kiosk.touched() }
    }
}
