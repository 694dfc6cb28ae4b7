// A sheet: its title, a button that closes it, and whatever it holds.
import QtQuick
import Tingxu

FocusScope {
    id: root
    required property var desk
    property string title: ""
    property string closeName: "sheet-close"
    default property alias content: inside.data
    readonly property alias area: inside

    objectName: "sheet"
    implicitHeight: head.height + message.room + inside.childrenRect.height + Theme.margin * 2 + Theme.gap

    Card {
        anchors.fill: parent
        MouseArea { anchors.fill: parent } // a tap on the sheet is not one beside it: a TapHandler would let it through
    }
    Item {
        id: head
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: Theme.margin }
        height: Math.max(close.height, label.implicitHeight)
        Label {
            id: label
            anchors { left: parent.left; right: close.left; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
            text: root.title
            color: Theme.primaryDeep
            font { pixelSize: Theme.title; weight: Font.Bold }
        }
        BigButton {
            id: close
            objectName: root.closeName
            anchors.right: parent.right
            kind: "quiet"
            size: Theme.small
            text: qsTr("Close")
            hint: "Esc"
            onClicked: root.desk.close_sheet()
        }
    }
    Message {
        id: message
        readonly property real room: visible ? implicitHeight + Theme.gap : 0
        anchors { left: parent.left; right: parent.right; top: head.bottom; margins: Theme.margin; topMargin: Theme.gap }
        visible: text !== ""
        height: implicitHeight
        text: root.desk.shows.message
    }
    Item {
        id: inside
        anchors { left: parent.left; right: parent.right; top: head.bottom; bottom: parent.bottom; margins: Theme.margin; topMargin: Theme.gap + message.room }
    }
}
