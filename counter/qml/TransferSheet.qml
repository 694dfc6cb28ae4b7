// Transfer: to a queue or to one window, with a note.
import QtQuick
import Tingxu

SheetCard {
    id: root
    readonly property var sheet: desk.shows.sheet
    readonly property bool ready: sheet.target !== "" && desk.shows.able["transfer"]
    title: qsTr("Send %1 on").arg(root.desk.shows.here.number)
    closeName: "transfer-cancel"

    Component.onCompleted: Qt.callLater(queues.forceActiveFocus)

    Item {
        anchors.fill: parent

        Label { id: queueTitle; width: queues.width; text: qsTr("To a queue"); font { pixelSize: Theme.small; weight: Font.DemiBold } color: Theme.inkSoft }
        TargetGrid {
            id: queues
            prefix: "transfer-queue-"
            picked: root.sheet.targetKind === "queue" ? root.sheet.target : ""
            onChoose: key => root.desk.aim("queue", key)
            columns: 1
            model: root.desk.queueTargets
            width: Math.round((parent.width - Theme.gap) * 0.48)
            anchors { top: queueTitle.bottom; bottom: note.top; topMargin: Theme.dp(6); bottomMargin: Theme.gap }
        }
        Label { id: counterTitle; x: counters.x; width: counters.width; text: qsTr("To one window"); font { pixelSize: Theme.small; weight: Font.DemiBold } color: Theme.inkSoft }
        TargetGrid {
            id: counters
            prefix: "transfer-counter-"
            picked: root.sheet.targetKind === "counter" ? root.sheet.target : ""
            onChoose: key => root.desk.aim("counter", key)
            columns: 2
            model: root.desk.counterTargets
            anchors { left: queues.right; leftMargin: Theme.gap; right: parent.right; top: counterTitle.bottom; bottom: note.top; topMargin: Theme.dp(6); bottomMargin: Theme.gap }
        }
        Field {
            id: note
            objectName: "transfer-note"
            anchors { left: parent.left; right: parent.right; bottom: send.top; bottomMargin: Theme.gap }
            iconName: "note"
            maximumLength: root.desk.noteLength
            placeholderText: qsTr("Note for the next clerk (not shown in the hall)")
            size: Theme.body
            onAccepted: root.desk.transfer(text)
        }
        BigButton {
            id: send
            objectName: "transfer-send"
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
            height: Theme.choice
            kind: "primary"
            iconName: "transfer"
            text: root.sheet.target === "" ? qsTr("Choose where to") : qsTr("Send on")
            enabled: root.ready
            onClicked: root.desk.transfer(note.text)
        }
    }
}
