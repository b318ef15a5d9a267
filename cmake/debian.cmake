# The Debian packages sibu (server, command line) and sibu-view (viewer): `cpack -G DEB` in the build folder makes both.
# They are what `cmake --install` installs, under /usr, and what only a package brings: the service, its user, its folders
# and its settings. docs/install.md says what they do on a machine.
set(SIBU_MAINTAINER "Sibu maintainers <maintainers@sibu.example>" CACHE STRING "who answers for the packages")
set(debian ${CMAKE_SOURCE_DIR}/packaging/debian)
set(made ${CMAKE_BINARY_DIR}/debian)

file(MAKE_DIRECTORY ${made})
execute_process(COMMAND ${SIBU_GZIP} -9 -n -c ${debian}/changelog OUTPUT_FILE ${made}/changelog.gz COMMAND_ERROR_IS_FATAL ANY)

# The service, for the package alone
install(FILES packaging/sibu.service DESTINATION /lib/systemd/system COMPONENT server EXCLUDE_FROM_ALL)
install(FILES packaging/sibu.sysusers DESTINATION lib/sysusers.d RENAME sibu.conf COMPONENT server EXCLUDE_FROM_ALL)
install(FILES packaging/sibu.tmpfiles DESTINATION lib/tmpfiles.d RENAME sibu.conf COMPONENT server EXCLUDE_FROM_ALL)
install(FILES packaging/serve.conf DESTINATION /etc/sibu COMPONENT server EXCLUDE_FROM_ALL)
foreach(part IN ITEMS server viewer)
    if(part STREQUAL "server")
        set(package sibu)
    else()
        set(package sibu-view)
    endif()
    install(FILES ${debian}/copyright ${made}/changelog.gz DESTINATION share/doc/${package} COMPONENT ${part} EXCLUDE_FROM_ALL)
endforeach()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME sibu)
set(CPACK_PACKAGE_VENDOR Sibu)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")   # it would stand before each package's own
set(CPACK_PACKAGE_CONTACT "${SIBU_MAINTAINER}")
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR ON)   # the service's files have places of their own, outside the prefix
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL server viewer)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_SERVER_PACKAGE_NAME sibu)
set(CPACK_DEBIAN_SERVER_PACKAGE_DEPENDS "tzdata, systemd | systemd-sysusers, systemd | systemd-tmpfiles")
set(CPACK_DEBIAN_SERVER_PACKAGE_RECOMMENDS "ca-certificates, fonts-wqy-microhei | fonts-noto-cjk")
set(CPACK_DEBIAN_SERVER_PACKAGE_SUGGESTS "sibu-view, mosquitto")
set(CPACK_DEBIAN_SERVER_PACKAGE_CONTROL_EXTRA "${debian}/conffiles;${debian}/postinst;${debian}/prerm;${debian}/postrm")
set(CPACK_COMPONENT_SERVER_DESCRIPTION "emergency drills that nobody can see coming
Sibu draws the time, the site and the scenario of a drill at random, alerts
the people on site, times every response, and writes the evaluation. Before
a drill begins nothing holds anything from which its time follows.
.
This package holds the server, which runs as a service of systemd, and the
command line. Pages, alerts and reports are in Chinese and in English.")

set(CPACK_DEBIAN_VIEWER_PACKAGE_NAME sibu-view)
set(CPACK_DEBIAN_VIEWER_PACKAGE_SECTION graphics)
set(CPACK_DEBIAN_VIEWER_PACKAGE_RECOMMENDS "fonts-wqy-microhei | fonts-noto-cjk")
set(CPACK_DEBIAN_VIEWER_PACKAGE_SUGGESTS "sibu, ffmpeg")
set(CPACK_COMPONENT_VIEWER_DESCRIPTION "replay of the records of emergency drills
Shows a drill that Sibu recorded again: people on the plan, smoke and gas,
assembly points, timeline and counts; writes pictures and films of it.")
include(CPack)
