// What can be done with one number that is not at this window.
import QtQuick
import Tingxu

SheetCard {
    id: root
    readonly property var sheet: desk.shows.sheet
    readonly property var buttons: [callThis, bringBack, unpark, grant]
    title: sheet.fixed ? qsTr("Number %1").arg(sheet.number) : qsTr("Find a number")

    // Enter in the field does what helps the person; it never cancels.
    function first() {
        return buttons.find(button => button.visible)
    }
    Component.onCompleted: Qt.callLater(takeFocus) // when the sheet is visible, and with it its buttons
    function takeFocus() {
        const at = sheet.fixed ? first() : field
        if (at !== undefined) at.forceActiveFocus()
    }
    Column {
        width: parent.width
        spacing: Theme.gap
        Field {
            id: field
            objectName: "choose-number"
            visible: !root.sheet.fixed
            width: parent.width
            iconName: "search"
            maximumLength: 9
            placeholderText: qsTr("Number on the ticket, for instance A012")
            inputMethodHints: Qt.ImhUppercaseOnly | Qt.ImhNoPredictiveText
            onTextChanged: root.desk.typed_number(text)
            onAccepted: if (root.first() !== undefined) root.first().clicked()
        }
        Label {
            objectName: "number-about"
            visible: text !== ""
            width: parent.width
            text: root.sheet.about
            color: Theme.inkSoft
        }
        Label {
            objectName: "number-note"
            visible: text !== ""
            width: parent.width
            text: root.sheet.note
            color: Theme.warn
        }
        With { id: callThis; name: "call-this"; kind: "primary"; iconName: "megaphone"; text: qsTr("Call %1 now").arg(root.sheet.number) }
        With { id: bringBack; name: "bring-back"; kind: "primary"; iconName: "back"; text: qsTr("Bring back into the queue") }
        With { id: unpark; name: "unpark"; kind: "primary"; iconName: "play"; text: qsTr("Go on with it here") }
        With { id: grant; name: "grant"; iconName: "star"; text: qsTr("Grant a priority …") }
        With { id: cancelTicket; name: "cancel-ticket"; kind: "bad"; iconName: "close"; text: qsTr("Cancel the turn") }
        Label {
            objectName: "number-hint"
            visible: text !== ""
            width: parent.width
            text: root.sheet.hint
            color: Theme.inkSoft
            font.pixelSize: Theme.small
        }
    }
    component With: BigButton {
        property string name: ""
        objectName: name
        width: parent === null ? 0 : parent.width
        height: kind === "primary" ? Theme.choice : Theme.touch
        visible: root.sheet.able.indexOf(name) >= 0
        onClicked: root.desk.act(name)
    }
}
