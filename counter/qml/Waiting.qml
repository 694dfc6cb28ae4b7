// Who comes next and why, how many wait in each queue, and the list of those who wait, were passed or are parked.
import QtQuick
import Tingxu

Card {
    id: root
    required property var desk
    readonly property var shows: desk.shows

    Column {
        id: top
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: Theme.dp(14) }
        spacing: Theme.dp(8)

        Rectangle {
            width: parent.width
            height: nextColumn.implicitHeight + Theme.dp(20)
            radius: Theme.radius
            color: Theme.primarySoft
            Column {
                id: nextColumn
                anchors { left: parent.left; right: parent.right; margins: Theme.dp(12); verticalCenter: parent.verticalCenter }
                spacing: Theme.dp(2)
                Row {
                    visible: root.shows.waiting > 0
                    spacing: Theme.dp(10)
                    Text {
                        id: nextLabel
                        anchors.verticalCenter: parent.verticalCenter
                        text: qsTr("Would be next")
                        color: Theme.inkSoft
                        font { pixelSize: Theme.small; weight: Font.Medium }
                    }
                    Text {
                        objectName: "next-number"
                        anchors.verticalCenter: parent.verticalCenter
                        visible: text !== ""
                        text: root.shows.nextNumber === undefined ? "" : root.shows.nextNumber
                        color: Theme.primary
                        font { pixelSize: Theme.head; weight: Font.Bold }
                    }
                }
                Label {
                    objectName: "next-why"
                    width: parent.width
                    text: root.shows.nextWhy ? root.shows.nextWhy : root.shows.waiting > 0 ? "…" : qsTr("Nobody waits for this window")
                    color: Theme.inkSoft
                    font.pixelSize: Theme.small
                }
            }
        }
        Item {
            width: parent.width
            height: heading.implicitHeight
            Label {
                id: heading
                text: qsTr("Waiting for this window")
                width: parent.width - total.width - Theme.gap
                font { pixelSize: Theme.body; weight: Font.Bold }
                color: Theme.primaryDeep
            }
            Text {
                id: total
                objectName: "waiting-total"
                anchors { right: parent.right; verticalCenter: parent.verticalCenter }
                text: root.shows.waiting === undefined ? "" : root.shows.waiting
                color: Theme.primaryDeep
                font { pixelSize: Theme.title; weight: Font.Bold }
            }
        }
        ListView {
            id: queues
            objectName: "queues"
            width: parent.width
            height: Math.min(contentHeight, Math.round(root.height * 0.2))
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            highlightMoveDuration: 0
            highlightResizeDuration: 0
            model: root.desk.queueRows
            delegate: QueueLine { width: queues.width }
        }
        Rectangle { width: parent.width; height: Theme.hair; color: Theme.line }
    }
    WaitingList {
        id: list
        desk: root.desk
        anchors { left: parent.left; right: parent.right; top: top.bottom; bottom: asides.top; leftMargin: Theme.dp(8); rightMargin: Theme.dp(8); topMargin: Theme.dp(4); bottomMargin: Theme.dp(4) }
    }
    Column {
        id: asides
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; leftMargin: Theme.dp(14); rightMargin: Theme.dp(14); bottomMargin: root.bottomSpace }
        spacing: Theme.dp(6)
        Aside { desk: root.desk; prefix: "passed"; label: qsTr("Passed"); model: root.desk.passedRows }
        Aside { desk: root.desk; prefix: "parked"; label: qsTr("Parked"); model: root.desk.parkedRows }
    }
    readonly property real bottomSpace: Theme.dp(12)
}
