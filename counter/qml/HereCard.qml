// Who is here: the number dominates; what is known about the person stands beside and below it.
import QtQuick
import Tingxu

Card {
    id: root
    required property var desk
    readonly property var shows: desk.shows
    readonly property var here: shows.here === undefined ? ({}) : shows.here
    readonly property var nobody: shows.nobody === undefined ? ({ stands: "", meaning: "" }) : shows.nobody
    readonly property bool some: here.number !== undefined && here.number !== ""
    readonly property string doing: shows.doing === undefined ? "" : shows.doing
    readonly property color tint: doing === "called" ? Theme.accent : doing === "serving" ? Theme.good
        : doing === "paused" ? Theme.warn : Theme.line

    Rectangle {
        y: Theme.radius
        width: Theme.dp(6)
        height: parent.height - Theme.radius * 2
        radius: Theme.dp(3)
        color: root.tint
        Behavior on color { ColorAnimation { duration: Theme.calm } }
    }
    Column {
        visible: !root.some
        anchors.centerIn: parent
        width: parent.width - Theme.margin * 2
        spacing: Theme.dp(6)
        Label {
            objectName: "nobody"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: root.nobody.stands
            color: root.doing === "paused" ? Theme.warn : Theme.inkSoft
            font { pixelSize: Theme.head; weight: Font.DemiBold }
        }
        Label {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: root.nobody.meaning
            color: Theme.inkSoft
        }
    }
    Item {
        visible: root.some
        anchors { fill: parent; leftMargin: Theme.margin; rightMargin: Theme.margin; topMargin: Theme.dp(14); bottomMargin: Theme.dp(12) }

        Text {
            id: number
            objectName: "here-number"
            anchors { top: parent.top; bottom: about.top; left: parent.left; right: side.left; rightMargin: Theme.gap }
            verticalAlignment: Text.AlignVCenter
            text: root.some ? root.here.number : ""
            color: Theme.primaryDeep
            font { pixelSize: Math.max(40, Math.min(Theme.dp(190), height * 0.82)); weight: Font.Bold }
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 40
        }
        Column {
            id: side
            anchors { top: parent.top; right: parent.right }
            Pill {
                objectName: "here-state"
                anchors.right: parent.right
                text: root.some ? root.here.state : ""
                kind: root.doing === "called" ? "accent" : "good"
                size: Theme.body
            }
            Text {
                objectName: "timer"
                anchors.right: parent.right
                text: root.some ? root.here.timer : ""
                color: Theme.ink
                font { pixelSize: Theme.head; weight: Font.DemiBold; features: { "tnum": 1 } }
            }
            Text {
                visible: about.y >= Theme.body * 2 + Theme.head * 1.5 + Theme.small * 1.6 // where there is room
                anchors.right: parent.right
                text: root.some ? root.here.since : ""
                color: Theme.inkSoft
                font.pixelSize: Theme.small
            }
        }
        Column {
            id: about
            anchors.bottom: parent.bottom
            width: parent.width
            spacing: Theme.dp(5)

            Flow {
                width: parent.width
                spacing: Theme.dp(8)
                Pill {
                    objectName: "here-class"
                    visible: text !== ""
                    text: root.some ? root.here.cls : ""
                    kind: "accent"
                    icon: "star"
                }
                Pill {
                    objectName: "here-booked"
                    visible: text !== ""
                    text: root.some ? root.here.booked : ""
                    icon: "calendar"
                }
                Label {
                    objectName: "here-queue"
                    width: Math.min(implicitWidth, parent.width)
                    text: root.some ? root.here.queue : ""
                    font { pixelSize: Theme.title; weight: Font.DemiBold }
                }
            }
            Label {
                objectName: "here-matter"
                visible: text !== ""
                width: parent.width
                text: root.some ? root.here.matter : ""
                color: Theme.inkSoft
            }
            Label {
                objectName: "calls"
                visible: text !== ""
                width: parent.width
                text: root.some ? root.here.calls : ""
                color: Theme.inkSoft
            }
            Flow {
                id: delivered
                width: parent.width
                spacing: Theme.dp(8)
                visible: root.some && (root.here.shown !== "" || root.here.spoken !== "" || root.here.undelivered !== "")
                Pill { objectName: "receipt-shown"; visible: text !== ""; text: root.some ? root.here.shown : ""; kind: "good"; icon: "check" }
                Pill { objectName: "receipt-spoken"; visible: text !== ""; text: root.some ? root.here.spoken : ""; kind: "good"; icon: "megaphone" }
                Pill {
                    objectName: "receipt-missing"
                    visible: text !== ""
                    text: root.some ? root.here.undelivered : ""
                    kind: root.here.worry ? "warn" : "plain"
                    icon: root.here.worry ? "warning" : "clock"
                }
            }
            Rectangle {
                visible: root.some && root.here.note !== ""
                width: parent.width
                height: note.implicitHeight + Theme.dp(12)
                radius: Theme.radius
                color: Theme.warnSoft
                Icon { x: Theme.dp(10); anchors.verticalCenter: parent.verticalCenter; name: "note"; color: Theme.warn; size: Theme.body * 1.2 }
                Label {
                    id: note
                    objectName: "here-note"
                    anchors { left: parent.left; right: parent.right; leftMargin: Theme.dp(20) + Theme.body * 1.2; rightMargin: Theme.dp(10) }
                    anchors.verticalCenter: parent.verticalCenter
                    text: root.some ? root.here.note : ""
                    maximumLineCount: 3
                }
            }
            Label {
                objectName: "why"
                visible: text !== ""
                width: parent.width
                text: root.some ? root.here.why : ""
                color: Theme.inkSoft
                font.pixelSize: Theme.small
            }
        }
    }
}
