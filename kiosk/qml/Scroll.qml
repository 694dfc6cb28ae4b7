// A list that may be longer than its place: it can be pushed, and a button shows that there is more.
import QtQuick
import Tingxu

Item {
    id: root
    default property alias content: flick.flickableData
    property alias contentHeight: flick.contentHeight
    property alias contentY: flick.contentY
    readonly property bool longer: flick.contentHeight > height + 1
    readonly property bool atEnd: flick.contentY + flick.height >= flick.contentHeight - Theme.dp(4)

    Flickable {
        id: flick
        anchors { fill: parent; bottomMargin: root.longer ? more.height + Theme.dp(8) : 0 }
        contentWidth: width
        clip: root.longer
        interactive: root.longer
        boundsBehavior: Flickable.StopAtBounds
        NumberAnimation on contentY { id: turn; running: false; duration: Theme.calm; easing.type: Easing.OutCubic }
    }
    Rectangle {
        // where in the list one is
        visible: root.longer
        anchors.right: parent.right
        anchors.rightMargin: -Theme.dp(9)
        width: Theme.dp(4)
        radius: width / 2
        height: flick.height * flick.visibleArea.heightRatio
        y: flick.height * flick.visibleArea.yPosition
        color: Theme.line
    }
    BigButton {
        id: more
        objectName: "more"
        visible: root.longer
        anchors { bottom: parent.bottom; horizontalCenter: parent.horizontalCenter }
        width: parent.width
        height: Theme.dp(46)
        size: Theme.dp(17)
        iconName: root.atEnd ? "up" : "down"
        text: root.atEnd ? qsTr("Back to the top") : qsTr("More")
        onClicked: {
            turn.to = root.atEnd ? 0
                : Math.min(flick.contentY + flick.height * 0.85, flick.contentHeight - flick.height)
            turn.restart()
        }
    }
}
