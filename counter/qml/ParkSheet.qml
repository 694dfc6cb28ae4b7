// Park: the person fetches something and comes back.
import QtQuick
import Tingxu

SheetCard {
    id: root
    title: qsTr("Park %1").arg(root.desk.shows.here.number)

    Component.onCompleted: Qt.callLater(note.forceActiveFocus)

    Column {
        width: parent.width
        spacing: Theme.gap
        Label {
            width: parent.width
            text: qsTr("The window is free meanwhile. When the person is back, tap the number under “Parked”.")
            color: Theme.inkSoft
        }
        Field {
            id: note
            objectName: "park-note"
            width: parent.width
            iconName: "note"
            maximumLength: root.desk.noteLength
            placeholderText: qsTr("Note for whoever goes on with it (not shown in the hall)")
            size: Theme.body
            onAccepted: root.desk.park(text)
        }
        BigButton {
            objectName: "park-send"
            width: parent.width
            height: Theme.choice
            kind: "primary"
            text: qsTr("Park")
            hint: "Enter"
            enabled: root.desk.shows.able["park"]
            onClicked: root.desk.park(note.text)
        }
    }
}
