// Whoever booked checks in: a QR code under the scanner, the booking's code, or the end of the phone number.
import QtQuick
import Tingxu

Page {
    id: root
    readonly property var view: shows.checkIn
    readonly property bool phone: view.mode === "phone"
    readonly property bool busy: view.busy === true
    // Nothing was typed: the card on the reader says whose bookings they are.
    readonly property bool byCard: (view.person || "") !== ""
    readonly property real half: standing ? width : Math.round((width - Theme.margin) * 0.46)
    readonly property real padWidth: standing ? width : width - half - Theme.margin
    readonly property real keyHeight: Theme.dp(standing ? (phone ? 68 : 60) : phone ? 72 : 76)

    PageBar {
        id: bar
        width: parent.width
        kiosk: root.kiosk
        usable: !root.busy
        title: qsTr("Check in with your booking")
    }
    Column {
        id: typed
        anchors { top: bar.bottom; topMargin: Theme.dp(14); left: parent.left }
        width: root.half
        spacing: Theme.dp(root.standing ? 16 : 12)

        Row {
            visible: !root.byCard
            width: parent.width
            spacing: Theme.dp(10)
            Way { name: "by-code"; mode: "code"; iconName: "qr"; text: qsTr("Booking code") }
            Way { name: "by-phone"; mode: "phone"; iconName: "phone"; text: qsTr("Phone number") }
        }
        Label {
            objectName: "check-in-person"
            visible: root.byCard
            width: parent.width
            text: root.view.person || ""
            color: Theme.good
            font { pixelSize: Theme.type * (root.standing ? 26 : 22); weight: Font.Bold }
        }
        Label {
            objectName: "check-in-says"
            visible: root.shows.message === "" // there is room for one of the two
            width: parent.width
            text: root.view.says || ""
            font { pixelSize: Theme.type * (root.standing ? 21 : 18); weight: Font.Bold }
        }
        Row {
            id: code
            objectName: "code-text"
            visible: !root.byCard
            readonly property string text: root.view.text || ""
            readonly property real cell: Math.min(Theme.dp(52), (root.half - Theme.dp(root.phone ? 18 : 20 + 42)) / (root.phone ? 4 : 8))
            anchors.horizontalCenter: root.standing ? parent.horizontalCenter : undefined
            spacing: Theme.dp(20)
            Accessible.role: Accessible.StaticText
            Accessible.name: text
            Repeater {
                model: root.view.groups
                Row {
                    id: group
                    required property var modelData
                    spacing: Theme.dp(6)
                    Repeater {
                        model: group.modelData
                        Rectangle {
                            id: box
                            required property string modelData
                            width: code.cell
                            height: Theme.dp(root.standing ? 68 : 60)
                            radius: Theme.dp(8)
                            color: Theme.card
                            border {
                                color: modelData === "" ? Theme.line : Theme.primary
                                width: modelData === "" ? Theme.hair : Theme.hair * 1.5
                            }
                            Text {
                                anchors.centerIn: parent
                                text: box.modelData
                                color: Theme.primaryDeep
                                font { pixelSize: Theme.dp(34); weight: Font.Bold }
                            }
                        }
                    }
                }
            }
        }
        MessageLine {
            width: parent.width
            sentence: root.shows.message
            size: root.standing ? Theme.title : Theme.type * 16
        }
    }
    Label {
        objectName: "check-in-note"
        visible: !root.shows.message && !root.view.found
        anchors { left: parent.left; bottom: root.standing ? keys.top : go.top; bottomMargin: Theme.dp(14) }
        width: root.half
        text: root.view.note || ""
        color: Theme.inkSoft
        font.pixelSize: Theme.type * 15
    }
    Keypad {
        id: keys
        visible: !root.view.found
        enabled: visible && !root.busy
        x: root.standing ? (root.width - width) / 2 : root.width - width
        y: root.standing ? go.y - height - Theme.dp(16) : bar.height + Theme.dp(14)
        width: root.phone ? Math.min(root.padWidth, Theme.dp(340)) : root.padWidth
        kiosk: root.kiosk
        columns: root.phone ? 3 : 9
        keyHeight: root.keyHeight
        size: Theme.type * (root.phone ? 28 : 24)
        keys: root.view.keys
    }
    Scroll {
        visible: root.view.found === true
        x: root.standing ? 0 : root.half + Theme.margin
        y: root.standing ? typed.y + typed.height + Theme.dp(16) : bar.height + Theme.dp(14)
        width: root.padWidth
        height: parent.height - y
        contentHeight: rows.height

        Column {
            id: rows
            width: root.padWidth
            spacing: Theme.dp(10)
            Repeater {
                model: root.kiosk.bookingRows
                BookingRow {
                    required property string key
                    required property var model
                    objectName: "booking-" + key
                    width: rows.width
                    enabled: !root.busy && !root.shows.blocked
                    time: model.time
                    name: model.name
                    queue: model.queue
                    onClicked: root.kiosk.choose_booking(key)
                }
            }
        }
    }
    BigButton {
        id: go
        objectName: "check-in-go"
        anchors { left: parent.left; bottom: parent.bottom }
        width: root.half
        height: Theme.dp(root.standing ? 96 : 80)
        visible: !root.view.found
        kind: "primary"
        iconName: root.busy ? "clock" : root.phone ? "search" : "ticket"
        size: Theme.type * 26
        enabled: root.view.ready === true && !root.shows.blocked
        text: root.busy ? qsTr("One moment …") : root.phone ? qsTr("Find my booking") : qsTr("Check in")
        onClicked: root.kiosk.check_in_go()
    }

    component Way: Choice {
        id: way
        required property string name
        required property string mode
        required property string iconName
        objectName: name
        width: (root.half - Theme.dp(10)) / 2
        height: Theme.choice
        chosen: root.view.mode === mode
        enabled: !root.busy
        Accessible.checkable: true
        Accessible.checked: chosen
        onClicked: root.kiosk.by(mode)
        contentItem: Item {
            Row {
                anchors.centerIn: parent
                spacing: Theme.dp(8)
                Icon { anchors.verticalCenter: parent.verticalCenter; name: way.iconName; size: Theme.dp(26) }
                Text {
                    anchors.verticalCenter: parent.verticalCenter
                    text: way.text
                    color: way.chosen ? Theme.primaryDeep : Theme.ink
                    font { pixelSize: Theme.dp(!root.standing ? 16 : Theme.large ? 20 : 18); weight: way.chosen ? Font.Bold : Font.Medium }
                }
            }
        }
    }
}
