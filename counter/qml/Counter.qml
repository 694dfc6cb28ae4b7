// The clerk's window: signing in, then the desk; sheets lie over it in the same window.
import QtQuick
import Tingxu

Rectangle {
    id: root
    required property var desk
    required property var language
    readonly property var shows: desk.shows
    readonly property bool sheetOpen: shows.sheet !== undefined && shows.sheet.open !== ""

    color: Theme.paper
    Binding { target: Theme; property: "unit"; value: Math.max(1, Math.min(root.width / 1100, root.height / 720, 1.4)) }
    Binding { target: Theme; property: "large"; value: root.language.large }

    TopBar {
        id: top
        width: parent.width
        desk: root.desk
        language: root.language
        enabled: !root.sheetOpen
    }
    LinkBanner {
        id: banner
        anchors.top: top.bottom
        width: parent.width
        height: shown ? implicitHeight : 0
        linkState: root.shows.link
    }
    TroubleLine {
        id: troubles
        anchors.top: banner.bottom
        width: parent.width
        height: shown ? implicitHeight : 0
        enabled: !root.sheetOpen
        desk: root.desk
    }
    Item {
        id: body
        anchors { top: troubles.bottom; bottom: parent.bottom; left: parent.left; right: parent.right }

        SignIn {
            anchors.fill: parent
            visible: root.shows.page === "sign-in"
            desk: root.desk
        }
        DeskPage {
            anchors { fill: parent; margins: Theme.gap }
            visible: root.shows.page === "desk"
            enabled: visible && !root.sheetOpen
            desk: root.desk
        }
        Nothing {
            anchors.fill: parent
            visible: root.shows.page === "looking" || root.shows.page === "unknown"
            shows: root.shows
        }
    }
    Sheets {
        anchors.fill: parent
        desk: root.desk
        open: root.sheetOpen ? root.shows.sheet.open : ""
    }
    Shortcut {
        sequence: "Escape"
        onActivated: root.desk.close_sheet()
    }
    Shortcut {
        sequence: root.desk.keys.fullscreen
        onActivated: {
            const window = root.Window.window
            window.visibility = window.visibility === Window.FullScreen ? Window.Windowed : Window.FullScreen
        }
    }
}
