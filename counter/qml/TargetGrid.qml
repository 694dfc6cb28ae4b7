// Things of which one is chosen: one Tab stop, arrows move, Space or Enter chooses.
import QtQuick
import Tingxu

GridView {
    id: root
    required property string prefix
    property string picked: ""
    property int columns: 1
    signal choose(string key)

    clip: true
    activeFocusOnTab: true
    keyNavigationEnabled: true
    boundsBehavior: Flickable.StopAtBounds
    highlightMoveDuration: 0
    cacheBuffer: 4000
    cellWidth: Math.floor(width / columns)
    cellHeight: Math.round(Math.max(Theme.touch, Theme.body * 2.6)) + Theme.dp(6)
    Keys.onReturnPressed: chooseCurrent()
    Keys.onEnterPressed: chooseCurrent()
    Keys.onSpacePressed: chooseCurrent()

    function chooseCurrent() {
        if (currentItem !== null) choose(currentItem.key)
    }
    delegate: Item {
        id: cell
        required property int index
        required property string key
        required property string name
        required property var model
        readonly property string letter: model.letter || ""
        readonly property string doing: model.doing || ""
        readonly property bool chosen: root.picked === key
        readonly property bool current: root.activeFocus && root.currentIndex === index

        width: root.cellWidth
        height: root.cellHeight

        Rectangle {
            objectName: root.prefix + cell.key
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
                anchors { left: parent.left; leftMargin: Theme.dp(cell.letter !== "" || cell.doing !== "" ? 40 : 12); right: parent.right; rightMargin: Theme.dp(8); top: parent.top; bottom: parent.bottom }
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
                    root.choose(cell.key)
                }
            }
        }
    }
}
