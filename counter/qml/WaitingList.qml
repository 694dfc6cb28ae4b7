// Everybody who waits for this window, in the order in which they would be called.
import QtQuick
import Tingxu

ListView {
    id: root
    required property var desk

    clip: true
    activeFocusOnTab: count > 0
    keyNavigationEnabled: true
    boundsBehavior: Flickable.StopAtBounds
    highlightMoveDuration: 0
    highlightResizeDuration: 0
    currentIndex: 0
    model: desk.waitingRows
    cacheBuffer: 400
    Keys.onReturnPressed: if (currentItem !== null) desk.open_number(currentItem.key)
    Keys.onSpacePressed: if (currentItem !== null) desk.open_number(currentItem.key)

    add: Transition { NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Theme.calm } }
    move: Transition { NumberAnimation { property: "y"; duration: Theme.calm; easing.type: Easing.OutCubic } }
    displaced: Transition { NumberAnimation { property: "y"; duration: Theme.calm; easing.type: Easing.OutCubic } }

    delegate: Item {
        id: row
        required property int index
        required property string key
        required property string cls
        required property string queue
        required property string waited
        required property string late
        required property string note
        readonly property bool current: root.activeFocus && root.currentIndex === index

        objectName: "waiting-" + key
        width: root.width
        height: Math.max(Theme.touch, lines.implicitHeight + Theme.dp(8), times.implicitHeight + Theme.dp(8))

        Rectangle {
            anchors.fill: parent
            radius: Theme.radius * 0.7
            color: tap.pressed || row.current ? Theme.primarySoft : tap.containsMouse ? Theme.paper : Qt.rgba(1, 1, 1, 0)
            border { color: Theme.accent; width: row.current ? Theme.hair * 2 : 0 }
        }
        Text {
            id: number
            anchors { left: parent.left; leftMargin: Theme.dp(8); verticalCenter: parent.verticalCenter }
            width: Math.max(implicitWidth, Theme.title * 2.9)
            text: row.key
            color: Theme.ink
            font { pixelSize: Theme.title; weight: Font.Bold }
        }
        Column {
            id: lines
            anchors { left: number.right; right: times.left; leftMargin: Theme.dp(10); rightMargin: Theme.dp(8); verticalCenter: parent.verticalCenter }
            Label {
                visible: text !== ""
                width: parent.width
                text: row.cls
                color: Theme.accentDeep
                font { pixelSize: Theme.tiny; weight: Font.DemiBold }
            }
            Label { width: parent.width; text: row.queue; color: Theme.inkSoft; font.pixelSize: Math.round(Theme.small * 0.93) }
        }
        Column {
            id: times
            anchors { right: parent.right; rightMargin: Theme.dp(8); verticalCenter: parent.verticalCenter }
            Row {
                anchors.right: parent.right
                spacing: Theme.dp(4)
                Icon { visible: row.note !== ""; name: "note"; color: Theme.warn; size: Theme.small; anchors.verticalCenter: parent.verticalCenter }
                Text { text: row.waited; color: Theme.ink; font.pixelSize: Theme.small }
            }
            Text {
                visible: row.late !== ""
                anchors.right: parent.right
                text: row.late
                color: Theme.bad
                font { pixelSize: Theme.tiny; weight: Font.Medium }
            }
        }
        MouseArea {
            id: tap
            anchors.fill: parent
            hoverEnabled: true
            onClicked: {
                root.currentIndex = row.index
                root.desk.open_number(row.key)
            }
        }
    }
}
