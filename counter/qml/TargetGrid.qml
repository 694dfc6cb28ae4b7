// Places that somebody may be sent to: one Tab stop, arrows move, Space or Enter chooses.
import QtQuick
import Tingxu

GridView {
    id: root
    required property var desk
    required property string kind
    property int columns: 1
    readonly property var sheet: desk.shows.sheet

    clip: true
    activeFocusOnTab: true
    keyNavigationEnabled: true
    boundsBehavior: Flickable.StopAtBounds
    highlightMoveDuration: 0
    cacheBuffer: 4000
    cellWidth: Math.floor(width / columns)
    cellHeight: Math.round(Math.max(Theme.touch, Theme.body * 2.6)) + Theme.dp(6)
    Keys.onReturnPressed: choose()
    Keys.onEnterPressed: choose()
    Keys.onSpacePressed: choose()

    function choose() {
        if (currentItem !== null) desk.aim(kind, currentItem.key)
    }
    delegate: Item {
        id: cell
        required property int index
        required property string key
        required property string name
        required property var model
        readonly property string letter: root.kind === "queue" ? model.letter : ""
        readonly property string doing: root.kind === "counter" ? model.doing : ""
        readonly property bool chosen: root.sheet !== undefined && root.sheet.targetKind === root.kind && root.sheet.target === key
        readonly property bool current: root.activeFocus && root.currentIndex === index

        width: root.cellWidth
        height: root.cellHeight

        Rectangle {
            objectName: "transfer-" + root.kind + "-" + cell.key
            anchors { fill: parent; rightMargin: Theme.dp(6); bottomMargin: Theme.dp(6) }
            radius: Theme.radius
            color: cell.chosen ? Theme.primary : tap.pressed ? Theme.primarySoft : Theme.card
            border { color: cell.current ? Theme.accent : Theme.line; width: cell.current ? Theme.hair * 2 : Theme.hair }

            Text {
                id: letter
                visible: cell.letter !== ""
                x: Theme.dp(12)
                anchors.verticalCenter: parent.verticalCenter
                text: cell.letter
                color: cell.chosen ? Theme.lit : Theme.primary
                font { pixelSize: Theme.body; weight: Font.Bold }
            }
            Rectangle {
                id: dot
                visible: cell.doing !== ""
                x: Theme.dp(12)
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.dp(10)
                height: width
                radius: width / 2
                color: cell.doing === "open" ? Theme.good : cell.doing === "paused" ? Theme.accentLight : Theme.line
            }
            Text {
                anchors { left: parent.left; leftMargin: Theme.dp(40); right: parent.right; rightMargin: Theme.dp(8); top: parent.top; bottom: parent.bottom }
                verticalAlignment: Text.AlignVCenter
                wrapMode: Text.Wrap
                text: cell.name
                color: cell.chosen ? Theme.lit : cell.doing === "closed" ? Theme.inkSoft : Theme.ink
                font.pixelSize: Theme.body
                fontSizeMode: Text.Fit
                minimumPixelSize: Theme.tiny
            }
            MouseArea {
                id: tap
                anchors.fill: parent
                onClicked: {
                    root.currentIndex = cell.index
                    root.desk.aim(root.kind, cell.key)
                }
            }
        }
    }
}
