// The buttons: large what carries the day, below it what is needed now and then. No button ever moves.
import QtQuick
import Tingxu

Column {
    id: root
    required property var desk
    readonly property var shows: desk.shows
    readonly property bool paused: shows.doing === "paused"
    readonly property bool auto: shows.auto === true
    readonly property Item main: shows.page !== "desk" ? null : paused ? resume
        : shows.primary === "start" ? start : next

    spacing: Theme.dp(8)

    Row {
        width: parent.width
        spacing: Theme.dp(8)
        Act {
            id: resume
            property bool isAction: true
            desk: root.desk
            does: "resume"
            visible: root.paused
            width: parent.width
            height: Theme.dp(72)
            size: Theme.head * 0.86
            iconName: "play"
            text: qsTr("Resume")
        }
        Act {
            id: start
            property bool isAction: true
            desk: root.desk
            does: "start"
            visible: !root.paused && !root.auto
            width: Math.round((parent.width - parent.spacing) * 0.42)
            height: Theme.dp(72)
            size: Theme.head * 0.86
            iconName: "play"
            text: qsTr("Start")
        }
        Act {
            id: next
            property bool isAction: true
            desk: root.desk
            does: "next"
            visible: !root.paused
            width: parent.width - (start.visible ? start.width + parent.spacing : 0)
            height: Theme.dp(72)
            size: Theme.head * 0.86
            iconName: "megaphone"
            text: qsTr("Next")
        }
    }
    Grid {
        id: grid
        readonly property real cell: Math.floor((width - columnSpacing * 2) / 3)
        width: parent.width
        columns: 3
        columnSpacing: Theme.dp(8)
        rowSpacing: Theme.dp(8)

        Small {
            does: "recall"
            text: root.shows.here !== undefined && root.shows.here.recallIn > 0
                ? qsTr("Recall in %1 s").arg(root.shows.here.recallIn) : qsTr("Recall")
        }
        Small { does: "pass"; text: qsTr("Pass") }
        Small { does: "finish"; text: qsTr("Finish") }
        Small { does: "park"; text: qsTr("Park") }
        Small { does: "transfer"; text: qsTr("Transfer") }
        Small { does: "choose"; text: qsTr("Find") }
    }

    component Small: Act {
        property bool isAction: true
        desk: root.desk
        width: grid.cell
        size: Theme.body
        leftPadding: Theme.dp(6)
        rightPadding: Theme.dp(6)
    }
}
